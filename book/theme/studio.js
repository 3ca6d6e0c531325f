// The studio: this script takes what the reader draws and sets, asks the worker, which computes, and paints the answers.
// The worker and its program are loaded at the reader's first touch, or where the address holds settings.
'use strict';

(() => {
    const box = document.getElementById('studio');
    const root = document.documentElement;
    const base = document.currentScript.src.replace(/[^/]*$/, '');
    const find = selector => box.querySelector(selector);
    const form = find('form');
    const [ground, flight, chart] = ['.ground', '.flight', '.chart'].map(find);
    const [status, fault, trainer, player, slider] = ['.status', '.fault', '[data-do=train]', '[data-do=play]', '[name=t]'].map(find);
    const reach = Number(box.dataset.reach);
    const colour = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
    const say = (name, n) => {
        status.textContent = name ? status.dataset[name].replace('{n}', n).replace('{m}', learnedAt) : '';
    };

    // What is known: the law, the particles' places at each step, the field, the losses.
    let [samples, points, arrows] = [[], [], []];
    let [frames, coming] = [[], []];
    let [training, isFinished, steps, sentAt, learnedAt] = [false, false, 0, 0, 0];
    // Whether the worker was last heard training, and whether there is something that it has not been told.
    let [wasTraining, isNew] = [false, true];
    let losses = null;

    // Settings -------------------------------------------------------------------------------------------------------

    let drawing = [];
    let t = 1;
    const choices = [...form.querySelectorAll('select')];
    const views = [...box.querySelectorAll('[name=show]')];
    const startOf = field => field.querySelector('[selected]').value;
    const choice = name => form.elements[name];
    const shows = name => views.find(view => view.value === name).checked;

    // Drawn points in the address: crates/widgets/src/points.rs.
    const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const pack = places => places.flat().map(x => {
        const bits = Math.round((x + 1) / 2 * 4095);
        return LETTERS[bits >> 6] + LETTERS[bits & 63];
    }).join('');
    const unpack = text => Array.from({ length: text.length >> 2 }, (_, k) => [0, 2].map(j => {
        const [high, low] = [0, 1].map(i => LETTERS.indexOf(text[4 * k + j + i]));
        return Math.min(Math.max((high << 6 | low) / 4095 * 2 - 1, -1), 1);
    }));

    /** All that is not as at the start. */
    const address = () => {
        const parts = choices.filter(field => field.value !== startOf(field)).map(field => `${field.name}=${field.value}`);
        const uses = choice('law').value === 'drawn' || choice('points').value === 'own';
        if (drawing.length && uses) {
            parts.push(`drawn=${pack(drawing)}`);
        }
        if (t !== 1) {
            parts.push(`t=${t}`);
        }
        if (views.some(view => view.checked !== view.defaultChecked)) {
            parts.push(`show=${views.filter(view => view.checked).map(view => view.value).join('.')}`);
        }
        return parts.join('&');
    };
    const keep = () => history.replaceState(null, '', address() ? `#${address()}` : location.pathname);
    let noting = 0;
    const note = () => {
        clearTimeout(noting);
        noting = setTimeout(keep, 300);
    };
    /** Takes over an address, if it holds settings; says whether it does. */
    const become = text => {
        const said = new URLSearchParams(text);
        if (![...choices.map(field => field.name), 'drawn', 't', 'show'].some(name => said.has(name))) {
            return false;
        }
        choices.forEach(field => {
            field.value = said.get(field.name) ?? startOf(field);
            if (field.selectedIndex < 0) {
                field.value = startOf(field);
            }
        });
        drawing = unpack(said.get('drawn') || '');
        const shown = said.get('show')?.split('.');
        views.forEach(view => { view.checked = shown ? shown.includes(view.value) : view.defaultChecked; });
        t = Math.min(Math.max(Number(said.get('t') ?? 1) || 0, 0), 1);
        return true;
    };

    // The worker -----------------------------------------------------------------------------------------------------

    let worker = null;
    let later = 0;
    const ask = (what, data = {}) => {
        if (!worker) {
            say('loading');
            find('.hint').hidden = true;
            worker = new Worker(`${base}studio-worker.js`);
            // What comes late from a run that was cleared away is not shown.
            worker.onmessage = ({ data: answer }) => {
                if (!isNew || ['fault', 'weights'].includes(answer.kind)) {
                    heard[answer.kind](answer);
                }
            };
            worker.onerror = event => { event.preventDefault(); complain(''); };
        }
        worker.postMessage({ ask: what, ...data });
    };
    const complain = text => {
        fault.textContent = text || fault.dataset.failed;
        fault.hidden = false;
        fault.scrollIntoView({ block: 'nearest' });
    };
    /** Sends the settings; the run begins anew where they are those of another one, or with `again`. */
    const send = (again, on = training) => {
        clearTimeout(later);
        fault.hidden = true;
        isNew = false;
        training = on;
        button();
        ask('set', { address: address(), lang: root.lang.startsWith('zh') ? 'zh' : 'en', again, on });
        note();
    };
    const train = on => {
        training = on;
        button();
        ask('train', { on });
    };
    const button = () => {
        trainer.textContent = trainer.dataset[training ? 'pause' : 'train'];
        trainer.disabled = isFinished && !isNew;
    };
    const heard = {
        fault({ text, alive }) {
            complain(text);
            asking = false;
            if (!alive) {
                [training, wasTraining, isNew, steps] = [false, false, true, 0];
                say('');
                button();
            }
        },
        law(answer) {
            ({ samples, points } = answer);
            [frames, coming, arrows, learnedAt, wasTraining] = [[], [], [], 0, false];
            say('');
            ['energy', 'null', 'copied'].forEach(name => read(name, NaN));
            paintGround();
        },
        begin(answer) {
            coming = [answer.places];
            sentAt = answer.steps;
            if (!frames.length) {
                repaint();
            }
        },
        frame({ places }) {
            coming.push(places);
            if (!frames.length) {
                repaint();
            }
        },
        arrived({ measures, trained }) {
            [frames, coming] = [coming, []];
            if (measures) {
                const [energy, none, copied] = measures;
                read('energy', energy, 4);
                read('null', none, 4);
                read('copied', 100 * copied, 0, '%');
                // Once training is over, what arrives tells of the solver that was chosen, no more of the training.
                if (trained && training && sentAt > 0 && energy <= 2 * none && !learnedAt) {
                    learnedAt = box.dataset.learned = sentAt;
                    say('learned', sentAt);
                }
            }
            box.dataset.arrived = frames[0].length / 2;
            repaint();
            askField();
        },
        progress(answer) {
            if (answer.training !== wasTraining) {
                const end = learnedAt ? 'found' : 'finished';
                say(answer.training ? 'training' : answer.finished ? end : 'paused', answer.steps);
            }
            ({ steps, training, finished: isFinished } = answer);
            wasTraining = training;
            losses = answer;
            button();
            read('steps', steps, 0);
            ['loss', 'tested', 'law', 'points'].forEach((name, k) => read(name, answer.losses[k], 3));
            paintChart();
        },
        arrows(answer) {
            asking = false;
            arrows = answer.arrows;
            paintGround();
            if (Math.abs(answer.t - t) > 0.004) {
                askField();
            }
        },
        weights({ bytes }) {
            if (bytes) {
                give(new Blob([bytes]), 'field.safetensors');
            }
        },
    };
    /** A number for the reader. */
    const read = (name, value, digits, unit = '') => {
        const place = find(`[data-of=${name}]`);
        place.textContent = Number.isFinite(value) ? value.toFixed(digits) + unit : '–';
        place.closest('[data-row]').hidden = !Number.isFinite(value);
    };
    let asking = false;
    const askField = () => {
        if (worker && !asking && shows('field')) {
            asking = true;
            ask('arrows', { t });
        }
    };

    // Painting -------------------------------------------------------------------------------------------------------

    const size = (canvas, share) => {
        const ratio = Math.min(devicePixelRatio || 1, 2);
        const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
        const height = Math.round(width * share);
        if (canvas.width !== width || canvas.height !== height) {
            Object.assign(canvas, { width, height });
        }
        const pen = canvas.getContext('2d');
        pen.clearRect(0, 0, width, height);
        return { pen, width, height, ratio };
    };
    const dots = (pen, places, radius, place) => {
        pen.beginPath();
        for (let k = 0; k + 1 < places.length; k += 2) {
            const [x, y] = place(places[k], places[k + 1]);
            pen.moveTo(x + radius, y);
            pen.arc(x, y, radius, 0, 7);
        }
        pen.fill();
    };

    /** Numbers of the training points of which each is shown, and of which each lies over the particles. */
    const [FEW, KNOBS] = [600, 2 * 128];
    /** What lies under the particles: the law, the training points, the field. */
    const paintGround = () => {
        const { pen, width, ratio } = size(ground, 1);
        const place = (x, y) => [(x / reach + 1) / 2 * width, (1 - y / reach) / 2 * width];
        pen.strokeStyle = colour('line');
        for (let x = -4; x <= 4; x += 2) {
            const [a, b] = place(x, x);
            pen.beginPath(); pen.moveTo(a, 0); pen.lineTo(a, width); pen.moveTo(0, b); pen.lineTo(width, b); pen.stroke();
        }
        pen.fillStyle = colour('data');
        const isDrawn = choice('law').value === 'drawn';
        if (shows('law')) {
            pen.globalAlpha = 0.45;
            dots(pen, samples, 1.5 * ratio, place);
            pen.globalAlpha = 1;
            if (points.length <= 2 * FEW) {
                dots(pen, points, 3 * ratio, place);
            }
        }
        if (isDrawn || choice('points').value === 'own') {
            dots(pen, drawing.flat().map(x => reach * x), 2.5 * ratio, place);
        }
        if (shows('field')) {
            pen.strokeStyle = colour('soft');
            pen.lineWidth = ratio;
            pen.beginPath();
            const cell = 2 * reach / 17;
            for (let k = 0; k < arrows.length; k += 4) {
                const [x, y, u, v] = arrows.subarray(k, k + 4);
                const length = 0.9 * cell / (Math.hypot(u, v) + 2);
                const [[a, b], [c, d]] = [place(x - u * length / 2, y - v * length / 2), place(x + u * length / 2, y + v * length / 2)];
                const [angle, head] = [Math.atan2(d - b, c - a), 0.35 * Math.hypot(c - a, d - b)];
                pen.moveTo(a, b); pen.lineTo(c, d);
                [2.6, -2.6].forEach(turn => { pen.moveTo(c, d); pen.lineTo(c + head * Math.cos(angle + turn), d + head * Math.sin(angle + turn)); });
            }
            pen.stroke();
        }
    };

    /** Two times of one colour to another, as a pixel of an image holds it. */
    const mixed = (share, alpha) => {
        const [from, to] = ['noise-bright', 'method'].map(name => [1, 3, 5].map(at => parseInt(colour(name).slice(at, at + 2), 16)));
        return from.reduce((bits, low, i) => bits | Math.round(low + (to[i] - low) * share) << 8 * i, alpha << 24) >>> 0;
    };
    let image = null;
    const paintFlight = () => {
        const { pen, width, ratio } = size(flight, 1);
        const shown = frames.length ? frames : coming;
        const last = frames.length ? frames.length - 1 : Number(choice('steps').value);
        const at = Math.min(t * last, Math.max(shown.length - 1, 0));
        const k = Math.min(Math.floor(at), Math.max(shown.length - 2, 0));
        const share = at - k;
        if (shown.length && shows('particles')) {
            if (!image || image.width !== width) {
                image = pen.createImageData(width, width);
                image.bits = new Uint32Array(image.data.buffer);
            }
            const { bits } = image;
            const [a, b] = [shown[k], shown[Math.min(k + 1, shown.length - 1)]];
            const pixel = mixed(t, 200);
            const [half, scale, dot] = [width / 2, width / 2 / reach, Math.round(1.5 * ratio)];
            bits.fill(0);
            for (let i = 0; i < a.length; i += 2) {
                const x = half + scale * (a[i] + share * (b[i] - a[i])) | 0;
                const y = half - scale * (a[i + 1] + share * (b[i + 1] - a[i + 1])) | 0;
                if (x >= 0 && y >= 0 && x < width - dot && y < width - dot) {
                    for (let row = y * width + x, end = row + dot * width; row < end; row += width) {
                        for (let column = 0; column < dot; column += 1) {
                            bits[row + column] = pixel;
                        }
                    }
                }
            }
            pen.putImageData(image, 0, 0);
        }
        const place = (x, y) => [(x / reach + 1) / 2 * width, (1 - y / reach) / 2 * width];
        if (shown.length && shows('ways')) {
            pen.strokeStyle = colour('violet');
            pen.fillStyle = pen.strokeStyle;
            pen.lineWidth = 1.5 * ratio;
            for (let i = 0; i < 40; i += 2) {
                pen.beginPath();
                for (let j = 0; j <= k; j += 1) {
                    pen.lineTo(...place(shown[j][i], shown[j][i + 1]));
                }
                const next = shown[Math.min(k + 1, shown.length - 1)];
                const end = place(shown[k][i] + share * (next[i] - shown[k][i]), shown[k][i + 1] + share * (next[i + 1] - shown[k][i + 1]));
                pen.lineTo(...end);
                pen.stroke();
                pen.beginPath();
                pen.arc(...end, 2.5 * ratio, 0, 7);
                pen.fill();
            }
        }
        if (shows('law') && points.length <= KNOBS) {
            pen.fillStyle = colour('data');
            dots(pen, points, 3.5 * ratio, place);
        }
        if (document.activeElement === flight && flight.matches(':focus-visible')) {
            const [x, y] = place(reach * cross[0], reach * cross[1]);
            pen.strokeStyle = colour('ink');
            pen.lineWidth = 1.5 * ratio;
            pen.beginPath(); pen.moveTo(x - 9 * ratio, y); pen.lineTo(x + 9 * ratio, y); pen.moveTo(x, y - 9 * ratio); pen.lineTo(x, y + 9 * ratio); pen.stroke();
        }
        slider.value = t;
        find('.clock').textContent = `t = ${t.toFixed(2)}`;
    };

    /** The losses along the run, and their floors. */
    const paintChart = () => {
        const { pen, width, height, ratio } = size(chart, 0.5);
        if (!losses || !losses.history.length) {
            return;
        }
        const [, , ofLaw, ofPoints] = losses.losses;
        // The first steps are far above the rest.
        const heights = [losses.history, losses.tested].flatMap(line => [...line.filter((_, k) => k % 2 && line[k - 1] >= 0.05 * steps)]);
        const floors = [ofLaw, ofPoints].filter(Number.isFinite);
        const low = Math.min(...heights, ...floors);
        const high = Math.max(...heights, low + 0.1);
        const [left, right, top, bottom] = [38 * ratio, 6 * ratio, 8 * ratio, 20 * ratio];
        const most = Math.max(steps, 100);
        const place = (step, loss) => [left + (width - left - right) * step / most, height - bottom - (height - top - bottom) * (loss - low) / (high - low) * 0.94];
        pen.font = `${12 * ratio}px ${getComputedStyle(root).fontFamily}`;
        Object.assign(pen, { lineWidth: ratio, fillStyle: colour('soft'), strokeStyle: colour('line'), textBaseline: 'middle', textAlign: 'right' });
        for (const share of [0, 0.5, 1]) {
            const value = low + share * (high - low);
            const [, y] = place(0, value);
            pen.beginPath(); pen.moveTo(left, y); pen.lineTo(width - right, y); pen.stroke();
            pen.fillText(value.toFixed(2), left - 5 * ratio, y);
        }
        pen.textBaseline = 'bottom';
        pen.fillText(String(most), width - right, height);
        pen.textAlign = 'left';
        pen.fillText('0', left, height);
        pen.save();
        pen.beginPath(); pen.rect(left, 0, width - left, height - bottom + 4 * ratio); pen.clip();
        pen.lineWidth = 1.6 * ratio;
        const line = (name, dash, ends) => {
            pen.strokeStyle = colour(name);
            pen.setLineDash(dash.map(length => length * ratio));
            pen.beginPath();
            for (let k = 0; k + 1 < ends.length; k += 2) {
                pen.lineTo(...place(ends[k], ends[k + 1]));
            }
            pen.stroke();
        };
        line('method', [], losses.history);
        line('violet', [], losses.tested);
        line('ink', [6, 4], [0, ofLaw, most, ofLaw]);
        if (Number.isFinite(ofPoints)) {
            line('ink', [2, 3], [0, ofPoints, most, ofPoints]);
        }
        pen.restore();
    };

    let isAsked = false;
    const repaint = () => {
        if (!isAsked) {
            isAsked = true;
            requestAnimationFrame(now => { isAsked = false; tick(now); });
        }
    };
    // Four seconds from noise to data, one at rest, and again.
    let [playing, before] = [false, 0];
    let rest = 0;
    const tick = now => {
        if (playing) {
            const passed = Math.min(now - before, 50);
            before = now;
            rest = t === 1 ? rest + passed : 0;
            t = t === 1 ? (rest > 1000 ? 0 : 1) : Math.min(1, t + passed / 4000);
            askField();
            repaint();
        }
        paintFlight();
    };
    const play = on => {
        playing = on;
        before = performance.now();
        rest = 1000;
        player.setAttribute('aria-pressed', String(on));
        repaint();
        if (!on) {
            t = Math.round(t * 100) / 100;
            note();
        }
    };
    const everything = () => { paintGround(); repaint(); paintChart(); };

    // Drawing --------------------------------------------------------------------------------------------------------

    let cross = [0, 0];
    let isHeld = false;
    const add = (point, isMoving) => {
        if (choice('law').value !== 'drawn') {
            choice('law').value = 'drawn';
            [drawing, samples, points, frames, coming, arrows] = [[], [], [], [], [], []];
        }
        const last = drawing.at(-1);
        if (drawing.length < 400 && !(isMoving && last && Math.hypot(last[0] - point[0], last[1] - point[1]) < 0.045)) {
            drawing.push(point);
        }
        drawn();
    };
    /** The drawing has changed: what was learned of another one is of no use, and after a while this one is learned. */
    const drawn = () => {
        find('.hint').hidden = true;
        if (training) {
            train(false);
        }
        isNew = true;
        button();
        clearTimeout(later);
        if (drawing.length > 1 && !isHeld) {
            later = setTimeout(() => send(true, true), 600);
        }
        note();
        everything();
    };
    const placeOf = event => {
        const { left, top, width, height } = flight.getBoundingClientRect();
        return [2 * (event.clientX - left) / width - 1, 1 - 2 * (event.clientY - top) / height].map(x => Math.min(Math.max(x, -1), 1));
    };
    const release = () => {
        if (isHeld) {
            isHeld = false;
            drawn();
        }
    };
    const on = (name, task) => flight.addEventListener(name, task);
    on('pointerdown', event => {
        if (event.button === 0) {
            flight.setPointerCapture(event.pointerId);
            isHeld = true;
            add(placeOf(event), false);
        }
    });
    on('pointermove', event => {
        if (isHeld) {
            (event.getCoalescedEvents?.() || [event]).forEach(each => add(placeOf(each), true));
        }
    });
    on('pointerup', release);
    on('pointercancel', release);
    on('keydown', event => {
        const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        if (by) {
            const step = event.shiftKey ? 0.2 : 0.05;
            cross = cross.map((x, k) => Math.min(Math.max(x + step * by[k], -1), 1));
            repaint();
        } else if (event.key === 'Enter' || event.key === ' ') {
            add([...cross], false);
        } else if (event.key === 'Backspace') {
            drawing.pop();
            drawn();
        } else {
            return;
        }
        event.preventDefault();
    });
    on('focus', repaint);
    on('blur', repaint);

    // Controls -------------------------------------------------------------------------------------------------------

    /** Gives the reader a file. */
    const give = (blob, name) => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    const acts = {
        train() {
            if (isNew) {
                send(true, true);
            } else {
                train(!training);
            }
        },
        again: () => send(true, true),
        clear() {
            [drawing, samples, points, frames, coming, arrows] = [[], [], [], [], [], []];
            choice('law').value = 'drawn';
            say('');
            ['steps', 'loss', 'tested', 'law', 'points', 'energy', 'null', 'copied'].forEach(name => read(name, NaN));
            losses = null;
            drawn();
        },
        play: () => play(!playing),
        async share() {
            keep();
            try {
                await navigator.clipboard.writeText(location.href);
                say('copied');
            } catch (error) {
                prompt(status.dataset.address, location.href);
            }
        },
        picture() {
            const whole = document.createElement('canvas');
            Object.assign(whole, { width: ground.width, height: ground.height });
            const pen = whole.getContext('2d');
            pen.fillStyle = colour('ground');
            pen.fillRect(0, 0, whole.width, whole.height);
            [ground, flight].forEach(layer => pen.drawImage(layer, 0, 0));
            whole.toBlob(blob => give(blob, 'studio.png'));
        },
        weights() {
            if (isNew) {
                send(true);
            }
            ask('weights');
        },
    };
    box.addEventListener('click', event => acts[event.target.closest('[data-do]')?.dataset.do]?.());
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('change', event => {
        if (choice('law').value !== 'drawn' && choice('points').value === 'own') {
            choice('points').value = startOf(choice('points'));
        }
        if (worker && !isNew) {
            // Another law or network is learned at once where one was.
            send(false, training || ('restarts' in event.target.dataset && steps > 0));
        } else if (choice('field').value === 'exact' && choice('law').value !== 'drawn') {
            // Nothing is to be learned before the particles can follow the exact field.
            send(true, false);
        }
        note();
        everything();
    });
    views.forEach(view => view.addEventListener('change', () => { askField(); note(); everything(); }));
    slider.addEventListener('input', () => {
        play(false);
        t = Number(slider.value);
        askField();
        repaint();
        note();
    });
    new ResizeObserver(everything).observe(box);
    document.addEventListener('course-theme', everything);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', everything);
    // The page in the other language is at the same place.
    const other = document.querySelector('.bar .language');
    other?.addEventListener('click', () => { other.hash = address() || other.hash; });

    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
        player.hidden = true;
    }
    /** Goes on as an address says, if it holds settings. */
    const arrive = text => {
        if (become(text)) {
            // Nothing is to be learned where the particles follow the exact field.
            send(true, choice('field').value !== 'exact');
        }
        everything();
    };
    document.querySelectorAll('[data-sets]').forEach(setter => setter.addEventListener('click', () => {
        arrive(setter.dataset.sets);
        box.scrollIntoView({ block: 'start' });
    }));
    addEventListener('hashchange', () => arrive(location.hash.slice(1)));
    arrive(location.hash.slice(1));
})();
