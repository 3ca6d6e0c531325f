// What is wrong with the page as it is shown now: pictures, formulas, what is wider than the page.
(async () => {
    const faults = [];
    const style = document.createElement('style');
    style.textContent = '.part { content-visibility: visible !important; }';
    document.head.append(style);
    const shown = [...document.images].filter(image => image.checkVisibility());
    for (const image of shown) {
        image.loading = 'eager';
        await image.decode().catch(() => faults.push('cannot show ' + image.src));
    }
    await document.fonts.ready;
    const katex = [...document.fonts].filter(font => font.family.includes('KaTeX') && font.status === 'loaded');
    if (document.querySelector('.katex') && katex.length === 0) {
        faults.push('no KaTeX font is loaded');
    }
    const scrolls = element => {
        for (let box = element.parentElement; box && box.tagName !== 'MAIN'; box = box.parentElement) {
            if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(box).overflowX)) {
                return true;
            }
        }
        return false;
    };
    const root = document.scrollingElement;
    if (root.scrollWidth > root.clientWidth) {
        faults.push(`the page scrolls sideways: ${root.scrollWidth} pixels in a window of ${root.clientWidth}`);
    }
    const wide = [...document.querySelectorAll('main, main *')].find(
        element => element.getBoundingClientRect().right > root.clientWidth + 1 && element.checkVisibility() && !scrolls(element));
    if (wide) {
        faults.push('wider than the page: ' + wide.outerHTML.slice(0, 80).replace(/\s+/g, ' '));
    }
    if (document.body.innerText.trim() === '') {
        faults.push('nothing to read');
    }
    style.remove();
    return faults;
})()
