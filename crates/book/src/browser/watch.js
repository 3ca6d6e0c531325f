// Stands first in each page that is checked: notes errors, and says on request what is wrong with the page.
window.courseFaults = [];
addEventListener('error', event => {
    const source = event.target.src || event.target.href;
    courseFaults.push(source ? 'cannot load ' + source : 'script error: ' + event.message);
}, true);
addEventListener('unhandledrejection', event => courseFaults.push('script error: ' + event.reason));
addEventListener('securitypolicyviolation', event => courseFaults.push('asks another host: ' + event.blockedURI));
console.error = (...words) => courseFaults.push('console error: ' + words.join(' '));

window.courseReport = async () => {
    for (const image of document.images) {
        image.loading = 'eager';
        await image.decode().catch(() => courseFaults.push('cannot show ' + image.src));
    }
    await document.fonts.ready;
    const faults = new Set(courseFaults);
    const katex = [...document.fonts].filter(font => font.family.includes('KaTeX') && font.status === 'loaded');
    if (document.querySelector('.katex') && katex.length === 0) {
        faults.add('no KaTeX font is loaded');
    }
    const scrolls = element => {
        for (let box = element.parentElement; box && box.tagName !== 'MAIN'; box = box.parentElement) {
            if (getComputedStyle(box).overflowX !== 'visible') {
                return true;
            }
        }
        return false;
    };
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('main, main *')].find(
        element => element.getBoundingClientRect().right > width + 1 && !scrolls(element));
    if (wide) {
        faults.add('wider than the page: ' + wide.outerHTML.slice(0, 80).replace(/\s+/g, ' '));
    }
    return [...faults];
};
