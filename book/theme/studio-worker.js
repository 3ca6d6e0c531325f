// The studio's computing, beside the page: it trains in slices, moves particles in between, and answers at once.
'use strict';

let studio = null;
// What is going on: training, particles on their way, floors that are not exact yet.
let [training, moving, refining] = [false, false, false];
// When the page was told last, and when particles were sent last.
let [told, sent] = [0, 0];

const tell = (kind, data = {}, moved = []) => postMessage({ kind, ...data }, moved);

/** A line of the program's own is for the reader; anything else is an end. */
const guarded = task => {
    try {
        task();
    } catch (error) {
        const isOurs = typeof error === 'string';
        if (!isOurs) {
            studio = null;
        }
        moving = false;
        training &&= Boolean(studio);
        tell('fault', { text: isOurs ? error : '', alive: Boolean(studio) });
        if (!isOurs) {
            throw error;
        }
    }
};

// A turn of work, then what has been asked meanwhile.
const turns = new MessageChannel();
let awake = false;
const wake = () => {
    if (!awake) {
        awake = true;
        turns.port2.postMessage(0);
    }
};
turns.port1.onmessage = () => {
    awake = false;
    if (studio) {
        guarded(turn);
    }
    if (studio && (training || moving || refining)) {
        wake();
    }
};

/** Does a task again and again for some milliseconds, as long as it says that there is more to do. */
const spend = (milliseconds, task) => {
    const end = performance.now() + milliseconds;
    let more = true;
    while (more && performance.now() < end) {
        more = task();
    }
    return more;
};

const report = () => {
    studio.test();
    told = performance.now();
    tell('progress', {
        steps: studio.steps(), losses: studio.losses(), history: studio.history(), tested: studio.tested(),
        training, finished: studio.finished(),
    });
};

/** Sends the particles on their way: few of them while they are soon to be sent again. */
const move = () => {
    sent = performance.now();
    moving = false;
    const places = studio.begin(training);
    moving = true;
    tell('begin', { places, steps: studio.steps() }, [places.buffer]);
};

const turn = () => {
    if (training) {
        training = spend(20, () => { studio.step(); return !studio.finished(); });
        if (!training) {
            report();
            move();
        }
    }
    if (refining) {
        refining = spend(training ? 4 : 12, () => studio.floors());
    }
    if (moving) {
        moving = spend(training ? 10 : 20, () => {
            const places = studio.advance();
            if (places) {
                tell('frame', { places }, [places.buffer]);
            }
            return !studio.arrived();
        });
        if (!moving) {
            const found = studio.measure();
            tell('arrived', { measures: found && [...found], trained: studio.trained() });
        }
    } else if (training && studio.trained() && performance.now() > sent + 100) {
        move();
    }
    if (performance.now() > told + 150) {
        report();
    }
};

const answers = {
    /** Other settings; with `again` the run begins anew whatever they are. */
    set({ address, lang, again, on }) {
        const run = studio;
        let restarts = true;
        studio = null; // there is none, if what follows is refused
        if (again || !run) {
            run?.free();
            studio = new wasm_bindgen.Studio(address, lang);
        } else {
            restarts = run.set(address);
            studio = run;
        }
        training = Boolean(on) && !studio.finished();
        if (restarts) {
            refining = true;
            tell('law', { samples: studio.samples(), points: studio.points() });
        }
        report();
        move();
    },
    train({ on }) {
        const was = training;
        training = Boolean(on && studio && !studio.finished());
        if (studio) {
            report();
            if (was && !training) {
                move();
            }
        }
    },
    arrows({ t }) {
        tell('arrows', { t, arrows: studio ? studio.arrows(t) : new Float32Array() });
    },
    weights() {
        tell('weights', { bytes: studio?.weights() });
    },
};

let ready = null;
const load = async () => {
    importScripts('studio-wasm.js');
    await wasm_bindgen({ module_or_path: new URL('studio.wasm', location.href) });
};

onmessage = async ({ data }) => {
    try {
        ready ||= load();
        await ready;
    } catch (error) {
        tell('fault', { text: '', alive: false });
        throw error;
    }
    guarded(() => answers[data.ask](data));
    wake();
};
