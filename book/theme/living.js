// The picture of noise that becomes a cat, in motion: each particle on its way through the field, which the library
// followed when the book was built. `courseParticles` holds the ways: see crates/book/src/living.rs.
'use strict';

(() => {
    const figure = document.getElementById('figure-noise_to_cat');
    if (!figure) {
        return;
    }
    const zh = (figure.closest('[lang]') || document.documentElement).lang.startsWith('zh');
    const say = (en, chinese) => zh ? chinese : en;
    const { count, frames, ways, colours } = courseParticles;
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    // Three bytes a place: twelve bits across and twelve up, from -1 to 1.
    const packed = bytes(ways);
    const places = new Float32Array(2 * count * frames);
    for (let k = 0; k < count * frames; k += 1) {
        const [a, b, c] = packed.subarray(3 * k, 3 * k + 3);
        places[2 * k] = ((a << 4) | (b >> 4)) / 2047.5 - 1;
        places[2 * k + 1] = (((b & 15) << 8) | c) / 2047.5 - 1;
    }
    const own = bytes(colours);

    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', figure.querySelector('img').alt);
    const button = document.createElement('button');
    button.type = 'button';
    const slider = document.createElement('input');
    Object.assign(slider, { type: 'range', min: '0', max: '1', step: '0.005', value: '0' });
    slider.setAttribute('aria-label', say('Time, from noise to data', '时间，从噪声到数据'));
    const clock = document.createElement('output');
    const controls = document.createElement('div');
    controls.className = 'controls';
    controls.append(button, say('noise', '噪声'), slider, say('data', '数据'));
    const box = document.createElement('div');
    box.className = 'living';
    box.append(canvas, clock, controls);
    figure.prepend(box);

    const pen = canvas.getContext('2d');
    let time = 0;
    let playing = false;
    let last = null;

    const noise = () => {
        const value = getComputedStyle(document.documentElement).getPropertyValue('--noise-bright').trim();
        return [1, 3, 5].map(at => parseInt(value.slice(at, at + 2), 16));
    };
    let orange = noise();

    /** Coordinate j of a particle at a time between the frames: a smooth curve through the four nearest. */
    const between = (particle, j, frame, share) => {
        const at = k => places[2 * (Math.min(Math.max(k, 0), frames - 1) * count + particle) + j];
        const [a, b, c, d] = [at(frame - 1), at(frame), at(frame + 1), at(frame + 2)];
        return b + 0.5 * share * (c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)));
    };

    const draw = () => {
        const { width, height } = canvas;
        const side = Math.min(width, height) / 2;
        const radius = Math.max(1.5 * devicePixelRatio, side * 0.0155);
        const frame = Math.min(Math.floor(time * (frames - 1)), frames - 2);
        const share = time * (frames - 1) - frame;
        pen.clearRect(0, 0, width, height);
        for (let k = 0; k < count; k += 1) {
            const part = i => Math.round(orange[i] + (own[3 * k + i] - orange[i]) * time);
            pen.fillStyle = `rgb(${part(0)},${part(1)},${part(2)})`;
            pen.beginPath();
            pen.arc(width / 2 + side * between(k, 0, frame, share), height / 2 - side * between(k, 1, frame, share), radius, 0, 7);
            pen.fill();
        }
        slider.value = String(time);
        clock.textContent = `t = ${time.toFixed(2)}`;
    };

    const PLAY = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5v14l11-7z"/></svg>';
    const PAUSE = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 5h4v14H7zM13 5h4v14h-4z"/></svg>';
    const set = plays => {
        playing = plays;
        last = null;
        button.innerHTML = plays ? PAUSE : PLAY;
        button.setAttribute('aria-label', plays ? say('Pause', '暂停') : say('From noise to data', '从噪声到数据'));
        if (plays) {
            requestAnimationFrame(tick);
        }
    };
    /** Four seconds from noise to the cat; then it stands. */
    const tick = now => {
        if (!playing) {
            return;
        }
        time = Math.min(1, time + (last === null ? 0 : Math.min(now - last, 50) / 4000));
        last = now;
        draw();
        if (time < 1) {
            requestAnimationFrame(tick);
        } else {
            set(false);
        }
    };
    button.addEventListener('click', () => {
        if (!playing && time === 1) {
            time = 0;
        }
        set(!playing);
    });
    slider.addEventListener('input', () => { set(false); time = Number(slider.value); draw(); });
    new ResizeObserver(([entry]) => {
        canvas.width = Math.round(entry.contentRect.width * devicePixelRatio);
        canvas.height = Math.round(entry.contentRect.height * devicePixelRatio);
        draw();
    }).observe(canvas);
    const recolour = () => { orange = noise(); draw(); };
    document.addEventListener('course-theme', recolour);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);

    set(false);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
        time = 1;
        return;
    }
    const seen = new IntersectionObserver(entries => {
        if (entries.at(-1).isIntersecting) {
            seen.disconnect();
            setTimeout(() => set(true), 500);
        }
    }, { threshold: 0.4 });
    seen.observe(canvas);
})();
