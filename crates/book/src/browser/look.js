// What is wrong with the page, or with an element of it that is in view, as it is shown now: pictures, formulas, what is
// wider than the page, line ends in Chinese.
(async within => {
    const faults = [];
    const style = document.createElement('style');
    style.textContent = '.part { content-visibility: visible !important; }';
    if (within === document) {
        document.head.append(style);
    }
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const small = innerWidth > 500 ? undefined : [...within.querySelectorAll('main > .part')].find(
        part => part.getBoundingClientRect().height > rem * parseFloat(part.style.getPropertyValue('--room')));
    if (small) {
        faults.push(`a section is higher than the room kept for it: ${small.getBoundingClientRect().height / rem} rem, kept ${small.style.getPropertyValue('--room')}: ${small.innerText.slice(0, 40)}`);
    }
    // What is folded is looked at too: a reader may open it.
    const folded = [...within.querySelectorAll('main details:not([open])')];
    folded.forEach(details => { details.open = true; });
    // Each face that a formula which is shown asks for, with its letters. `document.fonts.ready` is no answer: it may be
    // kept before the page has been laid out and has asked for a font at all.
    const fontFaults = async () => {
        const wanted = new Map();
        const shown = [...within.querySelectorAll('.katex')].filter(formula => formula.checkVisibility());
        for (const formula of shown) {
            const walk = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const [text, box] = [walk.currentNode.data, walk.currentNode.parentElement];
                if (text.trim() !== '' && !box.closest('.katex-mathml')) {
                    const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(box);
                    const font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
                    wanted.set(font, (wanted.get(font) || '') + text);
                }
            }
        }
        const faults = new Set();
        for (const [font, letters] of wanted) {
            const faces = await document.fonts.load(font, letters).catch(() => []);
            if (!faces.some(face => face.family.includes('KaTeX') && face.status === 'loaded')) {
                faults.add('no KaTeX font is loaded for ' + font);
            }
        }
        return faults;
    };
    const shown = [...within.querySelectorAll('img')].filter(image => image.checkVisibility());
    shown.forEach(image => { image.loading = 'eager'; });
    await Promise.all(shown.map(image => image.decode().catch(() => faults.push('cannot show ' + image.src))));
    for (const said of await fontFaults()) {
        faults.push(said);
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
    const wide = [...within.querySelectorAll('main, main *')].find(
        element => element.getBoundingClientRect().right > root.clientWidth + 1 && element.checkVisibility() && !scrolls(element));
    if (wide) {
        faults.push('wider than the page: ' + wide.outerHTML.slice(0, 80).replace(/\s+/g, ' '));
    }
    const cut = innerWidth < 1200 ? undefined : [...within.querySelectorAll('.cell > pre > code, .solution > pre > code')].find(
        code => code.scrollWidth > code.clientWidth);
    if (cut) {
        faults.push(`code that a desktop has to scroll, by ${cut.scrollWidth - cut.clientWidth} pixels: ${cut.innerText.split('\n')[0]}`);
    }
    const walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const broken = walk.currentNode.data.match(/[\u2e80-\u9fff\uff00-\uffef][ \t]*\r?\n\s*[\u2e80-\u9fff\uff00-\uffef]/);
        if (broken && !walk.currentNode.parentElement.closest('pre, code, script, style')) {
            faults.push('a line ends between two Chinese characters, and shows a space: ' + broken[0].replace(/\s+/, ' '));
        }
    }
    if ((within.body || within).innerText.trim() === '') {
        faults.push('nothing to read');
    }
    style.remove();
    folded.forEach(details => { details.open = false; });
    return faults;
})
