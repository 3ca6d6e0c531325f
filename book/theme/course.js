// What a page can do beyond being read: nothing on it depends on this script.
'use strict';

const zh = document.documentElement.lang.startsWith('zh');
const say = (en, chinese) => zh ? chinese : en;
const find = selector => document.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Storage, which may be switched off: then nothing is remembered. */
const memory = {
    get: key => { try { return localStorage.getItem(key); } catch (error) { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch (error) { /* not remembered */ } },
    drop: key => { try { localStorage.removeItem(key); } catch (error) { /* nothing there */ } },
};

/** An element with attributes and children. */
const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
};

// Light or dark: the system's choice, until the button says otherwise; back at the system's choice nothing is kept.
const themeButton = find('#theme-button');
if (themeButton) {
    const root = document.documentElement;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const theme = () => root.dataset.theme || (system.matches ? 'dark' : 'light');
    themeButton.hidden = false;
    themeButton.addEventListener('click', () => {
        const chosen = theme() === 'dark' ? 'light' : 'dark';
        root.dataset.theme = chosen;
        if (chosen === (system.matches ? 'dark' : 'light')) {
            memory.drop('course-theme');
        } else {
            memory.set('course-theme', chosen);
        }
        document.dispatchEvent(new Event('course-theme'));
    });
}

// The front page puts the language that was read last in front; nobody is sent anywhere.
memory.set('course-language', zh ? 'zh' : 'en');

// The section that is being read: marked in the page's own table, and kept when the language is changed, since the
// headings of both languages carry the same ids.
const language = find('.bar .language');
const own = new Map(findAll('.here a').map(link => [decodeURIComponent(link.hash.slice(1)), link]));
const parts = findAll('main > .part');
const onLine = new IntersectionObserver(entries => {
    for (const entry of entries) {
        const id = entry.target.querySelector('h2').id;
        own.get(id)?.classList.toggle('now', entry.isIntersecting);
        if (language && entry.isIntersecting) {
            language.hash = entry.target === parts[0] ? '' : id;
        }
    }
}, { rootMargin: '-30% 0px -69% 0px' });
parts.forEach(part => onLine.observe(part));
if (matchMedia('(min-width: 80rem)').matches) {
    findAll('.here details').forEach(details => { details.open = true; });
}

// A page is shown before all of it is laid out. At the reader's first sign the sections below are laid out too, one at a
// time, when nothing else is to be done: then the page has its true length. Those above wait until they are scrolled to.
const whenIdle = window.requestIdleCallback || (task => setTimeout(task, 50));
const layOut = waiting => {
    const next = waiting.findIndex(part => part.getBoundingClientRect().bottom >= 0);
    if (next >= 0) {
        waiting.splice(next, 1)[0].style.contentVisibility = 'visible';
        requestAnimationFrame(() => whenIdle(() => layOut(waiting)));
    }
};
const signs = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'scroll', 'keydown'];
const begin = () => {
    signs.forEach(sign => removeEventListener(sign, begin));
    whenIdle(() => layOut([...parts]));
};
signs.forEach(sign => addEventListener(sign, begin, { passive: true }));

// The contents scroll to the page's own entry, and close on a link to the page itself.
const contents = find('#contents');
if (contents) {
    const entry = find('#contents [aria-current]');
    const reveal = () => entry?.scrollIntoView({ block: 'center', behavior: 'instant' });
    contents.addEventListener('toggle', event => { if (event.newState === 'open') { reveal(); entry?.focus({ preventScroll: true }); } });
    if (entry && contents.scrollHeight > contents.clientHeight) {
        contents.scrollTop = entry.offsetTop - contents.clientHeight / 2;
    }
}

// Boxes that scroll sideways can be reached and scrolled by the keyboard, and fade where they go on. Measured when they
// come near: sections that are far away are not laid out yet; and again when a font has come, which makes words wider.
const goesOn = box => box.classList.toggle('more', box.scrollWidth - box.clientWidth - box.scrollLeft > 2);
const measured = new Set();
const measure = box => {
    if (box.scrollWidth > box.clientWidth + 1) {
        box.tabIndex = 0;
    } else {
        box.removeAttribute('tabindex');
    }
    goesOn(box);
};
const resized = new ResizeObserver(entries => entries.forEach(({ target }) => measure(target)));
const near = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(({ target }) => {
    near.unobserve(target);
    measured.add(target);
    resized.observe(target);
}), { rootMargin: '200%' });
findAll('pre > code, pre > samp, .katex-display, .table-wrapper, figure.wide > div').forEach(box => {
    box.addEventListener('scroll', () => goesOn(box), { passive: true });
    near.observe(box);
});
document.fonts.addEventListener('loadingdone', () => measured.forEach(measure));

// Code can be copied at a press.
findAll('pre.code').forEach(block => {
    const button = make('button', { type: 'button', class: 'copy' }, say('Copy', '复制'));
    button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(block.querySelector('code').textContent);
        button.textContent = say('Copied', '已复制');
        button.classList.add('done');
        setTimeout(() => { button.textContent = say('Copy', '复制'); button.classList.remove('done'); }, 1600);
    });
    block.append(button);
});

// A formula is copied as its TeX.
document.addEventListener('copy', event => {
    const selection = getSelection();
    if (selection.isCollapsed || !event.clipboardData) {
        return;
    }
    const range = selection.getRangeAt(0);
    const whole = node => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('.katex');
    const [first, last] = [whole(range.startContainer), whole(range.endContainer)];
    if (first) {
        range.setStartBefore(first);
    }
    if (last) {
        range.setEndAfter(last);
    }
    const copied = range.cloneContents();
    const formulas = findAll('.katex', copied);
    if (formulas.length === 0) {
        return;
    }
    formulas.forEach(formula => {
        const sign = formula.closest('.katex-display') ? '$$' : '$';
        formula.replaceWith(sign + formula.querySelector('annotation').textContent + sign);
    });
    event.clipboardData.setData('text/plain', copied.textContent);
    event.preventDefault();
});

// An animation runs while it is seen, unless the reader stopped it or wants no motion; its poster stands for it.
const PLAY = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5v14l11-7z"/></svg>';
const PAUSE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 5h4v14H7zM13 5h4v14h-4z"/></svg>';
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
findAll('img[data-motion]').forEach(image => {
    const poster = image.getAttribute('src');
    const button = make('button', { type: 'button' });
    let wanted = !still;
    let seen = false;
    const update = () => {
        const runs = wanted && seen;
        const source = runs ? image.dataset.motion : poster;
        if (image.getAttribute('src') !== source) {
            image.src = source;
        }
        button.innerHTML = wanted ? PAUSE : PLAY;
        button.setAttribute('aria-label', wanted ? say('Pause the animation', '暂停动画') : say('Play the animation', '播放动画'));
    };
    const link = image.parentElement;
    const box = make('div', { class: 'motion' });
    link.replaceWith(box);
    box.append(image, button);
    button.addEventListener('click', () => { wanted = !wanted; update(); });
    new IntersectionObserver(entries => {
        seen = entries.at(-1).isIntersecting;
        update();
    }, { threshold: 0.25 }).observe(image);
    update();
});

// A picture that can be touched is loaded when a reader touches it, or comes by an address that names it.
const touch = async (box, address) => {
    if (!window.courseWidgets) {
        const script = make('script', { src: box.closest('html').querySelector('script[src$="course.js"]').src.replace('course.js', 'widgets.js') });
        document.head.append(script);
        await new Promise((done, failed) => { script.onload = done; script.onerror = failed; });
    }
    return courseWidgets.start(box, address);
};
const touchNamed = () => {
    const [id, address] = decodeURIComponent(location.hash.slice(1)).split(/\?(.*)/s);
    const box = id.startsWith('widget-') && document.getElementById(id);
    if (box) {
        touch(box, address || '').then(() => box.scrollIntoView({ block: 'start' }));
    }
};
findAll('.widget > .start > button').forEach(button => button.addEventListener('click', () => {
    const box = button.closest('.widget');
    touch(box, '').then(() => box.querySelector('form :is(input:not([type=hidden]), select, button)')?.focus({ preventScroll: true }));
}));
touchNamed();
addEventListener('hashchange', touchNamed);

// The arrow keys turn the pages, where nothing else wants them.
addEventListener('keydown', event => {
    const busy = event.target.closest?.('input, textarea, select, dialog, summary, [tabindex], [popover]:popover-open');
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || busy) {
        return;
    }
    const turn = { ArrowLeft: '.neighbours .previous', ArrowRight: '.neighbours .next' }[event.key];
    const link = turn && find(turn);
    if (link) {
        link.click();
    }
});

// Search ---------------------------------------------------------------------------------------------------------------

const searchButton = find('#search-button');
if (searchButton) {
    const input = make('input', {
        type: 'search', 'aria-label': say('Search the book', '在全书中搜索'), placeholder: say('Search the book', '在全书中搜索'),
        autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search',
    });
    const close = make('button', { type: 'submit', class: 'tool', 'aria-label': say('Close', '关闭') });
    close.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>';
    const form = make('form', { method: 'dialog' }, input, close);
    const said = make('output', { 'aria-live': 'polite' });
    const list = make('ol');
    const dialog = make('dialog', { id: 'search', 'aria-label': say('Search', '搜索') }, form, said, list);
    document.body.append(dialog);
    let isLoading = false;

    const marked = pieces => pieces.map(({ text, marked }) => marked ? make('mark', {}, text) : text);
    const show = () => {
        if (!window.courseSearch) {
            return;
        }
        const query = input.value.trim();
        const found = courseSearch(query);
        list.replaceChildren(...found.map(({ href, heading, page, excerpt }) => make('li', {}, make('a', { href },
            make('b', {}, ...marked(heading)), make('small', {}, page && `${page} · `, ...marked(excerpt))))));
        said.textContent = !query ? '' : found.length === 0 ? say('Nothing found', '没有找到') : say(`Found: ${found.length}`, `找到 ${found.length} 处`);
    };
    const load = () => {
        if (!isLoading) {
            const script = make('script', { src: 'search.js' });
            script.addEventListener('load', show);
            script.addEventListener('error', () => { isLoading = false; said.textContent = say('The index cannot be loaded', '无法载入索引'); });
            document.head.append(script);
            isLoading = true;
        }
    };
    const open = () => {
        load();
        dialog.showModal();
        input.select();
    };
    const step = by => {
        const stops = [input, ...findAll('a', list)];
        const next = stops[stops.indexOf(document.activeElement) + by];
        next?.focus();
    };
    searchButton.hidden = false;
    searchButton.addEventListener('click', open);
    input.addEventListener('input', show);
    form.addEventListener('submit', event => {
        const first = list.querySelector('a');
        if (event.submitter !== close && first) {
            event.preventDefault();
            first.click();
        }
    });
    dialog.addEventListener('click', event => {
        if (event.target === dialog || event.target.closest('a')) {
            dialog.close();
        }
    });
    dialog.addEventListener('keydown', event => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (by && !event.isComposing) {
            event.preventDefault();
            step(by);
        }
    });
    addEventListener('keydown', event => {
        const typing = event.target.closest?.('input, textarea, select, dialog');
        const asked = event.key === '/' || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey));
        if (asked && !typing && !event.altKey) {
            event.preventDefault();
            open();
        }
    });
}
