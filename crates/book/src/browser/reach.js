// Prepares a walk by the keyboard: reads the page through once, then counts everything that can be pressed or scrolled
// and is shown; `missed` names what a walk has not come to.
(async () => {
    document.querySelectorAll('.part').forEach(part => { part.style.contentVisibility = 'visible'; });
    // A box is measured by the page's script when it comes near: seen in one frame, measured in the next.
    const frame = () => new Promise(requestAnimationFrame);
    for (let top = 0; top < document.scrollingElement.scrollHeight; top += 3 * innerHeight) {
        scrollTo({ top, behavior: 'instant' });
        await frame();
        await frame();
        await frame();
    }
    scrollTo({ top: 0, behavior: 'instant' });
    const scrolls = element => element.scrollWidth > element.clientWidth + 1
        && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const pressed = 'a[href], button, input, select, summary, canvas[tabindex]';
    const wanted = [...document.querySelectorAll(`${pressed}, main *`)].filter(element =>
        element.checkVisibility({ visibilityProperty: true }) && element.tabIndex !== -1 | scrolls(element)
        && (element.matches(pressed) || scrolls(element)));
    const missing = new Set(wanted);
    document.addEventListener('focusin', () => missing.delete(document.activeElement));
    window.courseWalk = {
        missed: () => [...missing].map(element => element.outerHTML.slice(0, 90).replace(/\s+/g, ' ')),
    };
    return wanted.length;
})()
