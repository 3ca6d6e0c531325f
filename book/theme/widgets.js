// The pictures that can be touched: this script reads the dials, asks the worker, which computes, and paints the answer.
// `course.js` loads it at a reader's first touch. What a picture shows is decided in crates/widgets.
'use strict';

(() => {
    const root = document.documentElement;
    const zh = root.lang.startsWith('zh');
    const say = (en, chinese) => zh ? chinese : en;
    const base = document.currentScript.src.replace(/[^/]*$/, '');
    const still = matchMedia('(prefers-reduced-motion: reduce)');

    // One worker for each program. Of what a picture asks while it waits only the last question is sent.
    const workers = new Map();
    const waiting = new Map();
    const ask = (board, address) => {
        const { program } = board.box.dataset;
        if (!workers.has(program)) {
            workers.set(program, begin());
        }
        workers.get(program).postMessage({ id: board.id, program, address, lang: zh ? 'zh' : 'en', base });
    };
    const begin = () => {
        const refuse = fault => waiting.forEach(board => board.answer({ words: JSON.stringify({ fault }) }));
        // A browser starts no worker from a file.
        if (location.protocol === 'file:') {
            return { postMessage: () => refuse(say('A page opened as a file cannot run this: `cargo run --bin book -- serve` shows the book at an address where it can.', '直接打开的文件不能运行它：用 `cargo run --bin book -- serve` 在本机地址上打开这本书即可。')) };
        }
        const worker = new Worker(`${base}widgets-worker.js`);
        worker.onmessage = ({ data }) => waiting.get(data.id)?.answer(data);
        worker.onerror = event => {
            event.preventDefault();
            refuse(say('This browser cannot run the picture: the still one above stays.', '这个浏览器无法运行这幅图：请看上面的静态图。'));
        };
        return worker;
    };

    const colour = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();

    /** Numbers to stand along an axis, with their texts. */
    const ticks = ([from, to, , log], most) => {
        if (log) {
            const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
            const step = Math.max(1, Math.ceil((high - low) / most));
            const powers = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];
            const plain = low >= -3 && high <= 3;
            const word = k => k === 0 || plain ? String(+(10 ** k).toFixed(3)) : `10${k < 0 ? '⁻' : ''}${[...String(Math.abs(k))].map(d => powers[d]).join('')}`;
            return Array.from({ length: Math.max(0, Math.floor((high - low) / step) + 1) }, (_, k) => [10 ** (low + k * step), word(low + k * step)]);
        }
        const rough = (to - from) / most;
        const power = 10 ** Math.floor(Math.log10(rough));
        const step = [1, 2, 5, 10].map(k => k * power).find(step => step >= rough * 0.999);
        const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        const out = [];
        for (let k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k += 1) {
            out.push([k * step, (k * step).toFixed(digits).replace('-', '−').replace(/^−(0(\.0*)?)$/, '$1')]);
        }
        return out;
    };

    /** One panel on its canvas. */
    class Panel {
        constructor(board) {
            this.board = board;
            this.canvas = document.createElement('canvas');
            this.title = document.createElement('p');
            this.key = document.createElement('ul');
            this.box = document.createElement('div');
            this.box.className = 'panel';
            this.box.append(this.title, this.canvas, this.key);
            this.canvas.setAttribute('role', 'img');
            this.cursor = [0, 0];
            const on = (name, task) => this.canvas.addEventListener(name, task);
            on('pointerdown', event => this.press(event));
            on('pointermove', event => this.drag(event));
            on('pointerup', () => { this.held = null; });
            on('pointercancel', () => { this.held = null; });
            on('keydown', event => this.type(event));
            on('focus', () => this.paint());
            on('blur', () => this.paint());
        }

        show(panel, numbers) {
            Object.assign(this, { panel, numbers });
            this.title.textContent = panel.title;
            this.canvas.setAttribute('aria-label', panel.title);
            const named = panel.marks.filter(mark => mark.name);
            this.key.replaceChildren(...named.map(mark => {
                const item = document.createElement('li');
                item.style.setProperty('--key', `var(--${mark.ink})`);
                item.style.setProperty('--fade', mark.alpha);
                item.className = mark.dashed ? 'dashed' : mark.kind;
                item.textContent = mark.name;
                return item;
            }));
            const touched = panel.drawing || panel.marks.some(mark => mark.kind === 'handle');
            this.canvas.classList.toggle('touched', Boolean(touched));
            if (panel.drawing) {
                this.canvas.tabIndex = 0;
                this.canvas.setAttribute('role', 'application');
                this.canvas.setAttribute('aria-label', say(`${panel.title}: arrow keys move the cross, Enter sets a point, Backspace takes the last one back`, `${panel.title}：方向键移动十字，回车放一个点，退格键撤回最后一个点`));
            }
            this.paint();
        }

        /** Where the points stand on the canvas, in CSS pixels. */
        layOut() {
            const { panel } = this;
            const width = Math.max(120, this.box.clientWidth);
            const [left, right, top, bottom] = [panel.y[2] || panel.y[3] ? 46 : 30, 12, 8, panel.x[2] ? 38 : 24];
            const inner = width - left - right;
            const share = panel.equal ? (panel.y[1] - panel.y[0]) / (panel.x[1] - panel.x[0]) : panel.height;
            const height = Math.round(inner * share) + top + bottom;
            const scale = ([from, to, , log]) => log ? value => Math.log(value / from) / Math.log(to / from) : value => (value - from) / (to - from);
            const [x, y] = [scale(panel.x), scale(panel.y)];
            Object.assign(this, {
                width, height, left, top, inner, tall: height - top - bottom,
                at: (a, b) => [left + inner * x(a), height - bottom - (height - top - bottom) * y(b)],
            });
        }

        paint() {
            if (!this.panel) {
                return;
            }
            this.layOut();
            const { canvas, width, height, left, top, inner, tall, at, panel } = this;
            const ratio = devicePixelRatio || 1;
            if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
                Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
                canvas.style.height = `${height}px`;
            }
            const pen = canvas.getContext('2d');
            pen.setTransform(ratio, 0, 0, ratio, 0, 0);
            pen.clearRect(0, 0, width, height);
            const family = getComputedStyle(root).fontFamily;
            const [ink, soft, line] = ['ink', 'soft', 'line'].map(colour);
            pen.font = `13px ${family}`;
            pen.lineWidth = 1;
            pen.lineJoin = 'round';
            // The axes.
            const [floor, ceiling] = [top + tall, top];
            const words = (text, x, y, across, up, style = soft) => {
                Object.assign(pen, { textAlign: across, textBaseline: up, fillStyle: style });
                pen.fillText(text, x, y);
            };
            pen.strokeStyle = line;
            for (const [value, word] of panel.x[2] ? ticks(panel.x, inner > 260 ? 6 : 4) : []) {
                const [x] = at(value, panel.y[0]);
                pen.beginPath(); pen.moveTo(x, floor); pen.lineTo(x, ceiling); pen.stroke();
                words(word, x, floor + 6, 'center', 'top');
            }
            for (const [value, word] of panel.x[2] || panel.y[2] ? ticks(panel.y, 5) : []) {
                const [, y] = at(panel.x[0], value);
                pen.beginPath(); pen.moveTo(left, y); pen.lineTo(left + inner, y); pen.stroke();
                words(word, left - 6, y, 'right', 'middle');
            }
            pen.strokeRect(left, top, inner, tall);
            pen.font = `italic 14px ${family}`;
            words(panel.x[2], left + inner / 2, height - 2, 'center', 'bottom', ink);
            words(panel.y[2], 2, top + 2, 'left', 'top', ink);
            pen.font = `13px ${family}`;
            // What is drawn.
            pen.save();
            pen.beginPath(); pen.rect(left, top, inner, tall); pen.clip();
            panel.marks.forEach(mark => this.mark(pen, mark));
            pen.restore();
            if (panel.drawing && document.activeElement === canvas) {
                const [x, y] = this.fromDrawing(this.cursor);
                pen.strokeStyle = ink;
                pen.beginPath(); pen.moveTo(x - 9, y); pen.lineTo(x + 9, y); pen.moveTo(x, y - 9); pen.lineTo(x, y + 9); pen.stroke();
            }
        }

        mark(pen, mark) {
            const point = k => this.at(this.numbers[mark.from + 2 * k], this.numbers[mark.from + 2 * k + 1]);
            const stroke = colour(mark.ink);
            pen.globalAlpha = mark.alpha;
            Object.assign(pen, { strokeStyle: stroke, fillStyle: stroke, lineWidth: mark.size });
            pen.setLineDash(mark.dashed ? [5, 4] : []);
            pen.beginPath();
            const paint = {
                line: () => {
                    let open = false;
                    for (let k = 0; k < mark.count; k += 1) {
                        const [x, y] = point(k);
                        const good = Number.isFinite(x) && Number.isFinite(y);
                        if (good) {
                            // A canvas loses lines to places that are very far away.
                            const far = Math.min(Math.max(y, -1e4), 1e4);
                            if (open) { pen.lineTo(x, far); } else { pen.moveTo(x, far); }
                        }
                        open = good;
                    }
                    pen.stroke();
                },
                dots: () => {
                    for (let k = 0; k < mark.count; k += 1) {
                        const [x, y] = point(k);
                        pen.moveTo(x + mark.size, y);
                        pen.arc(x, y, mark.size, 0, 7);
                    }
                    pen.fill();
                },
                area: () => {
                    for (let k = 0; k < mark.count; k += 1) {
                        pen.lineTo(...point(k));
                    }
                    pen.fill();
                },
                bars: () => {
                    for (let k = 0; k + 1 < mark.count; k += 2) {
                        const [[a, b], [c, d]] = [point(k), point(k + 1)];
                        pen.rect(a, b, c - a, d - b);
                    }
                    pen.fill();
                },
                arrows: () => {
                    for (let k = 0; k + 1 < mark.count; k += 2) {
                        const [[a, b], [c, d]] = [point(k), point(k + 1)];
                        const [length, angle] = [Math.hypot(c - a, d - b), Math.atan2(d - b, c - a)];
                        const head = Math.min(3 + 2.5 * mark.size, 0.6 * length);
                        pen.moveTo(a, b); pen.lineTo(c, d);
                        [2.7, -2.7].forEach(turn => { pen.moveTo(c, d); pen.lineTo(c + head * Math.cos(angle + turn), d + head * Math.sin(angle + turn)); });
                    }
                    pen.stroke();
                },
                label: () => {
                    const [x, y] = point(0);
                    const [across, up, a, b] = { left: ['right', 'middle', -7, 0], right: ['left', 'middle', 7, 0], above: ['center', 'bottom', 0, -6], below: ['center', 'top', 0, 6] }[mark.anchor];
                    Object.assign(pen, { textAlign: across, textBaseline: up });
                    // Legible on the lines below it.
                    Object.assign(pen, { strokeStyle: colour('ground'), lineWidth: 3 });
                    pen.strokeText(mark.words, x + a, y + b);
                    pen.fillText(mark.words, x + a, y + b);
                },
                handle: () => {
                    const [x, y] = point(0);
                    pen.arc(x, y, mark.size, 0, 7);
                    pen.fill();
                    Object.assign(pen, { strokeStyle: colour('ground'), lineWidth: 2 });
                    pen.stroke();
                },
            };
            paint[mark.kind]();
            pen.globalAlpha = 1;
            pen.setLineDash([]);
        }

        // Touch ---------------------------------------------------------------------------------------------------------

        /** A place on the canvas as a share of the panel, from 0 to 1 across and upwards. */
        share(event) {
            const { left, top } = this.canvas.getBoundingClientRect();
            const [x, y] = [(event.clientX - left - this.left) / this.inner, (event.clientY - top - this.top) / this.tall];
            return [Math.min(Math.max(x, 0), 1), Math.min(Math.max(1 - y, 0), 1)];
        }

        value(axis, share) {
            const [from, to, , log] = this.panel[axis];
            return log ? from * (to / from) ** share : from + (to - from) * share;
        }

        fromDrawing([x, y]) {
            return [this.left + this.inner * (x + 1) / 2, this.top + this.tall * (1 - y) / 2];
        }

        press(event) {
            const handle = this.panel?.marks.find(mark => mark.kind === 'handle');
            if (!handle && !this.panel?.drawing) {
                return;
            }
            this.canvas.setPointerCapture(event.pointerId);
            this.held = handle ? handle.dials : [];
            this.drag(event);
        }

        drag(event) {
            if (!this.held) {
                return;
            }
            const [x, y] = this.share(event);
            if (this.held.length) {
                this.board.set({ [this.held[0]]: this.value('x', x), [this.held[1]]: this.value('y', y) });
            } else {
                this.draw([2 * x - 1, 2 * y - 1], event.type === 'pointermove');
            }
        }

        /** A point more, if it is not where the last one is. */
        draw(point, moving) {
            const dial = this.panel.drawing;
            const points = unpack(this.board.get(dial));
            const last = points.at(-1);
            if (points.length < 400 && !(moving && last && Math.hypot(last[0] - point[0], last[1] - point[1]) < 0.05)) {
                this.board.set({ [dial]: pack([...points, point]) });
            }
        }

        type(event) {
            if (!this.panel?.drawing) {
                return;
            }
            const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
            if (by) {
                const step = event.shiftKey ? 0.2 : 0.05;
                this.cursor = this.cursor.map((place, k) => Math.min(Math.max(place + step * by[k], -1), 1));
                this.paint();
            } else if (event.key === 'Enter' || event.key === ' ') {
                this.draw([...this.cursor], false);
            } else if (event.key === 'Backspace') {
                const dial = this.panel.drawing;
                this.board.set({ [dial]: pack(unpack(this.board.get(dial)).slice(0, -1)) });
            } else {
                return;
            }
            event.preventDefault();
        }
    }

    // Drawn points in the address: crates/widgets/src/points.rs.
    const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const pack = points => points.flat().map(x => {
        const bits = Math.round((x + 1) / 2 * 4095);
        return LETTERS[bits >> 6] + LETTERS[bits & 63];
    }).join('');
    const unpack = text => Array.from({ length: text.length >> 2 }, (_, k) => [0, 2].map(j => {
        const [high, low] = [0, 1].map(i => LETTERS.indexOf(text[4 * k + j + i]));
        return (high << 6 | low) / 4095 * 2 - 1;
    }));

    /** A setting as it is read: large numbers in groups, parts of a whole as fractions. */
    const spoken = text => {
        const parts = 1 / Number(text);
        if (parts > 20 && Number.isInteger(Math.log2(parts))) {
            return `1/${parts}`;
        }
        return text.replace('-', '−').replace(/^\d{5,}$/, digits => digits.replace(/\B(?=(\d{3})+$)/g, ' '));
    };

    /** A picture with its dials. */
    class Board {
        constructor(box) {
            this.box = box;
            this.id = box.dataset.widget;
            this.form = box.querySelector('form');
            this.panels = [];
            this.busy = false;
            waiting.set(this.id, this);
            box.querySelector('.start button').hidden = true;
            box.querySelector('.board').hidden = false;
            this.fields = new Map([...this.form.elements].filter(field => field.name).map(field => [field.name, field]));
            this.form.addEventListener('submit', event => event.preventDefault());
            this.form.addEventListener('input', () => this.changed());
            this.form.querySelectorAll('[data-play]').forEach(button => button.addEventListener('click', () => this.play(button)));
            this.form.querySelectorAll('[data-next]').forEach(button => button.addEventListener('click', () => {
                this.set({ [button.dataset.next]: Number(this.get(button.dataset.next)) + 1 });
            }));
            this.form.querySelectorAll('[data-clear]').forEach(button => button.addEventListener('click', () => this.set({ [button.dataset.clear]: '' })));
            box.querySelector('[data-reset]').addEventListener('click', () => this.become(''));
            box.querySelectorAll('[data-sets]').forEach(button => button.addEventListener('click', () => this.become(button.dataset.sets)));
            new ResizeObserver(() => this.panels.forEach(panel => panel.paint())).observe(box);
            document.addEventListener('course-theme', () => this.panels.forEach(panel => panel.paint()));
            matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.panels.forEach(panel => panel.paint()));
        }

        /** What a dial is set to, as the address writes it. */
        get(name) {
            const field = this.fields.get(name);
            return field.dataset.values ? JSON.parse(field.dataset.values)[field.value].toString() : field.value.replaceAll('&', '');
        }

        /** Sets dials, each to the nearest value that it has. */
        put(name, value) {
            const field = this.fields.get(name);
            if (!field) {
                return;
            }
            if (field.dataset.values) {
                const values = JSON.parse(field.dataset.values);
                const far = values.map(known => Math.abs(known - value));
                field.value = far.indexOf(Math.min(...far));
            } else {
                field.value = value;
            }
        }

        set(values) {
            Object.entries(values).forEach(([name, value]) => this.put(name, value));
            this.changed();
        }

        /** All dials as at the start, but those that an address names. */
        become(address) {
            this.halt();
            this.form.reset();
            this.fields.forEach(field => { field.value = field.type === 'hidden' ? field.dataset.start : field.value; });
            this.set(Object.fromEntries(address.split('&').map(part => part.split(/=(.*)/s))));
        }

        /** The settings that are not those of the start. */
        address() {
            return [...this.fields.keys()].filter(name => this.get(name) !== this.fields.get(name).dataset.start)
                .map(name => `${name}=${this.get(name)}`).join('&');
        }

        changed() {
            this.fields.forEach((field, name) => {
                const output = this.form.querySelector(`output[data-of="${name}"]`);
                if (output) {
                    output.textContent = spoken(this.get(name));
                    field.setAttribute('aria-valuetext', output.textContent);
                }
            });
            const now = this.address().split('&').sort().join();
            this.box.querySelectorAll('[data-sets]').forEach(button => {
                const sets = button.dataset.sets.split('&').filter(part => {
                    const [name, value] = part.split(/=(.*)/s);
                    return value !== this.fields.get(name)?.dataset.start;
                });
                button.setAttribute('aria-pressed', String(sets.sort().join() === now));
            });
            if (!this.playing) {
                const parts = this.address().split('&').map(part => part.split(/=(.*)/s).slice(0, 2).map(encodeURIComponent).join('=')).join('&');
                history.replaceState(null, '', `#widget-${this.id}${parts && `?${parts}`}`);
            }
            this.wanted = this.address();
            this.send();
        }

        send() {
            if (!this.busy && this.wanted !== undefined) {
                this.busy = true;
                this.box.dataset.busy = 'true';
                ask(this, this.wanted);
                this.wanted = undefined;
            }
        }

        answer({ words, numbers }) {
            this.busy = false;
            const picture = JSON.parse(words);
            const fault = this.box.querySelector('.fault');
            fault.textContent = picture.fault || '';
            fault.hidden = !picture.fault;
            this.box.classList.toggle('stale', Boolean(picture.fault));
            if (!picture.fault) {
                this.show(picture, numbers);
            }
            this.box.dataset.busy = 'false';
            this.box.dataset.shown = Number(this.box.dataset.shown || 0) + 1;
            this.send();
            this.answered?.();
        }

        show(picture, numbers) {
            const place = this.box.querySelector('.panels');
            while (this.panels.length < picture.panels.length) {
                const panel = new Panel(this);
                this.panels.push(panel);
                place.append(panel.box);
            }
            while (this.panels.length > picture.panels.length) {
                this.panels.pop().box.remove();
            }
            picture.panels.forEach((panel, k) => this.panels[k].show(panel, numbers));
            this.box.querySelector('.readings').replaceChildren(...picture.readings.map(({ name, label, shown, value }) => {
                const [row, term, number] = ['div', 'dt', 'dd'].map(tag => document.createElement(tag));
                term.textContent = label;
                number.textContent = shown;
                row.dataset.name = name;
                row.dataset.value = value;
                row.append(term, number);
                return row;
            }));
            this.box.querySelector('.call').textContent = picture.call;
        }

        /** Lets a dial run from its least value to its largest, in four seconds. */
        play(button) {
            if (this.playing) {
                this.halt();
                return;
            }
            const field = this.fields.get(button.dataset.play);
            const [from, to, step] = [field.min, field.max, field.step].map(Number);
            const begun = Number(field.value) >= to ? from : Number(field.value);
            const start = performance.now();
            this.playing = button;
            button.setAttribute('aria-pressed', 'true');
            const frame = now => {
                if (!this.playing) {
                    return;
                }
                const value = Math.min(to, begun + (to - from) * (now - start) / 4000);
                field.value = Math.round((value - from) / step) * step + from;
                this.changed();
                if (value >= to) {
                    this.halt();
                    this.changed();
                } else {
                    requestAnimationFrame(frame);
                }
            };
            requestAnimationFrame(frame);
        }

        halt() {
            this.playing?.setAttribute('aria-pressed', 'false');
            this.playing = null;
        }
    }

    const boards = new Map();
    window.courseWidgets = {
        /** Starts the picture in this box, at these settings. */
        start(box, address) {
            const board = boards.get(box) || new Board(box);
            boards.set(box, board);
            if (still.matches) {
                box.querySelectorAll('[data-play]').forEach(button => { button.hidden = true; });
            }
            board.become(address);
            return board;
        },
    };
})();
