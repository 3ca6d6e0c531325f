// The search in the words of one language, which crates/book/src/search.rs puts above this. `courseSearch(query)` gives
// the sections that fit, the best first: address, title of the page (unless it is the page itself), heading and excerpt,
// these two in pieces that are marked or not.
var courseSearch = (() => {
    'use strict';

    /** The most results, and about how many letters of a section are shown, some of them before the first mark. */
    const MOST = 50;
    const [SHOWN, BEFORE] = zh ? [70, 20] : [140, 40];

    // Texts and queries are folded alike: small letters without accents, straight apostrophes, simplified characters.
    const LETTERS = new Map([
        ['’', "'"], ['æ', 'ae'], ['đ', 'd'], ['ı', 'i'], ['ł', 'l'], ['œ', 'oe'], ['ø', 'o'], ['ß', 'ss'],
    ]);
    const [traditional, simplified] = courseCharacters.map(characters => [...characters]);
    traditional.forEach((character, i) => LETTERS.set(character, simplified[i]));
    const known = new Map();
    const foldOne = character => {
        if (!known.has(character)) {
            const bare = character.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
            known.set(character, Array.from(bare, letter => LETTERS.get(letter) ?? letter).join(''));
        }
        return known.get(character);
    };
    const fold = text => Array.from(text, foldOne).join('');
    /** For each letter of the folded text, and for its end, the place in the text as it is written. */
    const places = text => {
        const found = [];
        let place = 0;
        for (const character of text) {
            found.push(...Array(foldOne(character).length).fill(place));
            place += character.length;
        }
        return [...found, place];
    };

    const HAN = '\\u3400-\\u9fff';
    const RUN = new RegExp(`[${HAN}]+|[a-z0-9]+(?:'[a-z]+)?`, 'g');
    const isHan = run => run[0] >= '\u3400';
    /** One form for singular and plural. */
    const stem = word => word.length < 4 ? word : word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
    /** What a folded text is found by: the stems of its words; of Chinese, which has no spaces, each two neighbours. */
    const tokens = folded => [...folded.matchAll(RUN)].flatMap(({ 0: run, index: start }) => {
        if (!isHan(run)) {
            const word = run.replace(/'s$/, '');
            return [{ token: stem(word), word, start }];
        }
        return Array.from({ length: Math.max(1, run.length - 1) }, (_, i) => {
            const pair = run.slice(i, i + 2);
            return { token: pair, word: pair, start: start + i };
        });
    });

    /** Tokens in a row, so that one row can be looked for in another. */
    const phrase = found => found.map(({ token }) => ` ${token}`).join('');

    /** The tokens of a query, each once. A single Chinese character fits pairs, a word that is being typed what it begins. */
    const asked = query => {
        const all = tokens(fold(query));
        return [...new Map(all.map(({ token, word }, i) => {
            const isTyped = i === all.length - 1 && word.length > 1 && !isHan(word);
            const isPart = isHan(word) ? word.length === 1 : isTyped;
            return [token, { token, word, isPart }];
        })).values()];
    };
    /** Where in a token of a text one of a query stands; nothing if it does not. */
    const within = (found, { token, word, isPart }) => {
        if (found.token === token) {
            return [0, found.word.length];
        }
        const start = isPart ? found.token.indexOf(word) : -1;
        return start === 0 || (start > 0 && isHan(word)) ? [start, start + word.length] : undefined;
    };

    // How much each token counts in a section and in its page: a heading says what its section is about.
    const HEADING = 5;
    const sections = courseWords.flatMap(([file, parts, isLesson]) => {
        const page = { title: parts[0][1], isLesson, counts: new Map(), length: 0 };
        return parts.map(([id, heading, text]) => {
            const section = { file, id, heading, text, page, counts: new Map(), length: 0 };
            section.phrases = [heading, text].map((words, i) => {
                const found = tokens(fold(words));
                for (const { counts } of [section, page]) {
                    found.forEach(({ token }) => counts.set(token, (counts.get(token) || 0) + (i === 0 ? HEADING : 1)));
                }
                section.length += found.length;
                page.length += found.length;
                return phrase(found);
            });
            return section;
        });
    });
    const pages = [...new Set(sections.map(({ page }) => page))];
    const mean = places => places.reduce((sum, { length }) => sum + length, 0) / places.length;
    const means = { section: mean(sections), page: mean(pages) };
    const vocabulary = [...new Set(pages.flatMap(({ counts }) => [...counts.keys()]))];

    /** How much a section or page is about a token (Okapi BM25): more if it stands there often, less if much else does. */
    const about = ({ counts, length }, mean, fits) => {
        const count = Math.max(...fits.map(([token, share]) => share * (counts.get(token) || 0)));
        return count / (count + 1.2 * (0.5 + 0.5 * length / mean));
    };
    /** The sections that hold enough of the query, the best first: where a lesson explains it, before what only names it. */
    const ranked = query => {
        const wanted = asked(query);
        const scores = new Map();
        for (const one of wanted) {
            const others = one.isPart ? vocabulary.filter(token => token !== one.token && within({ token, word: token }, one)) : [];
            const fits = [[one.token, 1], ...others.map(token => [token, 0.5])];
            const holding = sections.filter(({ counts }) => fits.some(([token]) => counts.has(token)));
            const rarity = Math.log(1 + sections.length / (1 + holding.length));
            for (const section of holding) {
                const { held, sum } = scores.get(section) || { held: 0, sum: 0 };
                const both = about(section, means.section, fits) + about(section.page, means.page, fits);
                scores.set(section, { held: held + 1 / wanted.length, sum: sum + rarity * both });
            }
        }
        const whole = phrase(tokens(fold(query)));
        // Some words are a place that the reader remembers: it counts the more, the more of them there are.
        const said = Math.min(2.5, Math.max(1.5, wanted.length / 2));
        const named = 4 / 3 * said;
        // A message of the compiler, say, is a heading of the help page and of no lesson.
        const isElsewhere = wanted.length > 1
            && !sections.some(({ page, phrases: [heading] }) => page.isLesson && heading.includes(whole));
        const score = ([{ id, page, phrases: [heading, text] }, { held, sum }]) => {
            const isTitle = id === '' && heading === whole;
            const isNamed = heading.includes(whole);
            const isSaid = text.includes(whole);
            const close = isTitle ? 8 : heading === whole ? 4 : Math.max(1, isNamed ? named : 0, isSaid ? said : 0);
            const isMeant = page.isLesson || isTitle || (isNamed && isElsewhere);
            return close * held ** 2 * sum * (isMeant ? 1 : 0.3);
        };
        const found = [...scores].filter(([, { held }]) => held >= 0.4).map(entry => [entry[0], score(entry)]);
        return found.sort(([, a], [, b]) => b - a).slice(0, MOST).map(([section]) => section);
    };

    /** Where a text fits a query. */
    const hits = (text, wanted) => {
        const at = places(text);
        return tokens(fold(text)).flatMap(found => wanted.flatMap(one => {
            const [start, end] = (within(found, one) || []).map(place => at[found.start + place]);
            return end === undefined ? [] : [{ start, end, token: one.token }];
        }));
    };
    /** A part of a text in pieces, each marked or not. */
    const pieces = (text, hits, from = 0, to = text.length) => {
        const marks = Array(text.length).fill(false);
        hits.forEach(({ start, end }) => marks.fill(true, start, end));
        const found = [];
        for (let i = from; i < to; i++) {
            if (i === from || marks[i] !== marks[i - 1]) {
                found.push({ text: '', marked: marks[i] });
            }
            found.at(-1).text += text[i];
        }
        return found;
    };
    /** The part of a text around the hit from which on most of the query is near. */
    const excerpt = (text, wanted) => {
        const found = hits(text, wanted);
        const nears = found.map(({ start }, i) => {
            const near = new Set();
            for (let k = i; k < found.length && found[k].end <= start + SHOWN - BEFORE; k++) {
                near.add(found[k].token);
            }
            return near.size;
        });
        const start = found[nears.indexOf(Math.max(...nears))]?.start ?? 0;
        const words = new Intl.Segmenter(zh ? 'zh' : 'en', { granularity: 'word' }).segment(text);
        const startOfWord = place => words.containing(place)?.index ?? text.length;
        const before = start > BEFORE ? startOfWord(start - BEFORE) : 0;
        const from = before === 0 ? 0 : before + text.slice(before, start).match(/^[^\p{L}\p{N}]*/u)[0].length;
        const after = startOfWord(from + SHOWN);
        const to = from + text.slice(from, after).replace(/[…\s]*$/, '').length;
        const more = isMore => isMore ? [{ text: '…', marked: false }] : [];
        return [...more(from > 0), ...pieces(text, found, from, to), ...more(to < text.length)];
    };

    return query => {
        const wanted = asked(query);
        return ranked(query).map(({ file, id, heading, text, page }) => ({
            href: id === '' ? file : `${file}#${id}`,
            heading: pieces(heading, hits(heading, wanted)),
            page: id === '' ? '' : page.title,
            excerpt: excerpt(text, wanted),
        }));
    };
})();
