// Computes the pictures that can be touched, beside the page, so that the page never waits.
'use strict';

let ready = null;
const load = (base, program) => {
    importScripts(`${base}${program}-wasm.js`);
    return wasm_bindgen({ module_or_path: `${base}${program}.wasm` });
};

onmessage = async ({ data: { id, program, address, lang, base } }) => {
    try {
        ready ||= load(base, program);
        await ready;
        const drawn = wasm_bindgen.picture(id, address, lang);
        const [words, numbers] = [drawn.words, drawn.numbers];
        drawn.free();
        postMessage({ id, words, numbers }, [numbers.buffer]);
    } catch (error) {
        // The page says that the picture cannot be run.
        setTimeout(() => { throw error; });
    }
};
