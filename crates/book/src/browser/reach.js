// Prepares a walk by the keyboard: numbers everything that can be pressed or scrolled and is shown, and names what a
// walk has missed.
window.courseWalk = (() => {
    document.querySelectorAll('.part').forEach(part => { part.style.contentVisibility = 'visible'; });
    const scrolls = element => element.scrollWidth > element.clientWidth + 1
        && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const wanted = [...document.querySelectorAll('a[href], button, input, summary, main *')].filter(element =>
        element.checkVisibility({ visibilityProperty: true }) && element.tabIndex !== -1 | scrolls(element)
        && (element.matches('a[href], button, input, summary') || scrolls(element)));
    const missing = new Set(wanted);
    return {
        count: wanted.length,
        here: () => { missing.delete(document.activeElement); return document.activeElement === document.body; },
        missed: () => [...missing].map(element => element.outerHTML.slice(0, 90).replace(/\s+/g, ' ')),
    };
})();
courseWalk.count
