// SPDX-License-Identifier: GPL-3.0-or-later
// Draws faces from their seeds: every part is chosen here, by the seed alone, and told in a table.
//
//   node faces.mjs --seeds 1-100 --out faces.npy --labels faces.csv
//   node faces.mjs --seeds-file seeds.txt --out faces.npy --glasses round --mouth calm
//
// faces.npy: uint8 n x 64 x 64 x 3. --glasses (a kind, or none) and --mouth draw the same faces with that part instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { createAvatar } from '@dicebear/core';
import * as openPeeps from '@dicebear/open-peeps';
import { Resvg } from '@resvg/resvg-js';

const SIDE = 64;
const SMILING = { calm: 'calm', smile: 'small smile', smileBig: 'big smile', smileLOL: 'laugh', smileTeethGap: 'gap smile',
    lovingGrin1: 'loving laugh', lovingGrin2: 'loving grin' };
const OTHER = { blank: 'blank', concernedFear: 'concerned', contempt: 'contempt', eyesClosed: 'sleepy',
    serious: 'serious', solemn: 'solemn', suspicious: 'suspicious', tired: 'tired', veryAngry: 'angry' };
const GLASSES = { glasses: 'square', glasses2: 'thin round', glasses3: 'browline', glasses5: 'round' };
const BEARDS = { chin: 'chin strap', full: 'full', moustache1: 'thin moustache', moustache4: 'curled moustache',
    moustache7: 'moustache' };
const SKINS = { ffdbb4: 'pale', edb98a: 'light', d08b5b: 'tan', ae5d29: 'brown', '694d3d': 'dark' };
const COLOURS = { e8e1e1: 'white', ecdcbf: 'blond', d6b370: 'gold', b58143: 'light brown', 724133: 'brown', c93305: 'red',
    f59797: 'pink' };
// Two thirds of the style's heads are black whatever colour is asked for; the others are drawn twice as often. Hats,
// scarfs and the bear are left out.
const COLOURED = ['bangs', 'cornrows', 'grayBun', 'grayMedium', 'grayShort', 'mediumBangs2', 'mohawk', 'mohawk2', 'noHair3',
    'short4'];
const BALD = ['noHair1', 'noHair2'];
const BLACK = ['afro', 'bangs2', 'bantuKnots', 'bun', 'bun2', 'buns', 'cornrows2', 'dreads1', 'dreads2', 'flatTop',
    'flatTopLong', 'long', 'longAfro', 'longBangs', 'longCurly', 'medium1', 'medium2', 'medium3', 'mediumBangs',
    'mediumBangs3', 'mediumStraight', 'pomp', 'shaved1', 'shaved2', 'shaved3', 'short1', 'short2', 'short3', 'short5',
    'twists', 'twists2'];
const HEADS = [...COLOURED, ...COLOURED, ...BALD, ...BLACK];
const COLUMNS = ['glasses', 'glasses kind', 'smile', 'mouth', 'beard', 'beard kind', 'hair', 'hair colour', 'skin', 'seed'];

/** mulberry32: numbers in [0, 1) from a 32-bit seed, the same everywhere. */
function numbersFrom(seed) {
    let state = Math.imul(seed, 0x9e3779b1) >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Every part of a face. All numbers are drawn in any case, so that one part can be changed and the rest stays. */
function partsOf(seed) {
    const next = numbersFrom(seed);
    const pick = names => names[Math.floor(next() * names.length)];
    const hasGlasses = next() < 0.5;
    const glasses = pick(Object.keys(GLASSES));
    const smiles = next() < 0.5;
    const smiling = pick(Object.keys(SMILING));
    const other = pick(Object.keys(OTHER));
    // The one thing that is not independent: who smiles wears a beard three times as often.
    const hasBeard = next() < (smiles ? 0.3 : 0.1);
    const beard = pick(Object.keys(BEARDS));
    return { glasses: hasGlasses ? glasses : null, mouth: smiles ? smiling : other, beard: hasBeard ? beard : null,
        head: pick(HEADS), colour: pick(Object.keys(COLOURS)), skin: pick(Object.keys(SKINS)) };
}

/** The style's name of what is called `label` here. */
function named(names, label, what) {
    const found = Object.keys(names).find(name => names[name] === label);
    if (!found) {
        throw new Error(`There are no ${what} '${label}': choose ${Object.values(names).join(', ')}.`);
    }
    return found;
}

function labelsOf(parts, seed) {
    const colour = COLOURED.includes(parts.head) ? COLOURS[parts.colour] : BALD.includes(parts.head) ? 'none' : 'black';
    const hair = parts.head.replace(/^gray/, 'parted').replace(/^noHair/, 'bald').replace(/([A-Z0-9])/g, ' $1').trim().toLowerCase();
    return [parts.glasses ? 'yes' : 'no', parts.glasses ? GLASSES[parts.glasses] : 'none', parts.mouth in SMILING ? 'yes' : 'no',
        SMILING[parts.mouth] ?? OTHER[parts.mouth], parts.beard ? 'yes' : 'no', parts.beard ? BEARDS[parts.beard] : 'none', hair,
        colour, SKINS[parts.skin], seed];
}

/** Fills `pixels` from `offset` with RGB, row by row. */
function draw(parts, pixels, offset) {
    const one = name => (name ? [name] : []);
    const svg = createAvatar(openPeeps, { seed: 'face', size: SIDE, scale: 145, translateX: -3, translateY: 8,
        backgroundColor: ['b6d0e3'], clothingColor: ['78e185'], maskProbability: 0, head: [parts.head], face: [parts.mouth],
        accessories: one(parts.glasses), accessoriesProbability: parts.glasses ? 100 : 0, facialHair: one(parts.beard),
        facialHairProbability: parts.beard ? 100 : 0, skinColor: [parts.skin], headContrastColor: [parts.colour] }).toString();
    const rgba = new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels;
    for (let from = 0, to = offset; from < rgba.length; from += 4, to += 3) {
        pixels.set(rgba.subarray(from, from + 3), to);
    }
}

function npyHeader(count) {
    const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${SIDE}, ${SIDE}, 3), }`;
    const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
    const size = Buffer.alloc(2);
    size.writeUInt16LE(padded.length);
    return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size, Buffer.from(padded, 'latin1')]);
}

function seedsFrom(options) {
    if (options['seeds-file']) {
        return readFileSync(options['seeds-file'], 'utf8').trim().split(/\s+/).map(Number);
    }
    const [first, last] = options.seeds.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const { values: options } = parseArgs({ options: Object.fromEntries(
    ['seeds', 'seeds-file', 'out', 'labels', 'glasses', 'mouth'].map(name => [name, { type: 'string' }])) });
const seeds = seedsFrom(options);
const faces = seeds.map(partsOf);
for (const parts of faces) {
    if (options.glasses) {
        parts.glasses = options.glasses === 'none' ? null : named(GLASSES, options.glasses, 'glasses');
    }
    if (options.mouth) {
        parts.mouth = named({ ...SMILING, ...OTHER }, options.mouth, 'mouths');
    }
}
if (options.labels) {
    const rows = faces.map((parts, i) => labelsOf(parts, seeds[i]).join(','));
    writeFileSync(options.labels, [COLUMNS.join(','), ...rows, ''].join('\n'));
}
if (options.out) {
    const pixels = new Uint8Array(faces.length * SIDE * SIDE * 3);
    faces.forEach((parts, i) => draw(parts, pixels, i * SIDE * SIDE * 3));
    writeFileSync(options.out, Buffer.concat([npyHeader(faces.length), pixels]));
}
