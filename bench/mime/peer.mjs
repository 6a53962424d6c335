// peer.mjs mailparser|postal-mime FILE LIMIT MODULES [check]   one of the two npm parsers over a corpus, its packages below
// MODULES. Reading a message is not measured.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [peer, file, limitText, modules, checkText] = process.argv.slice(2);
const limit = Number(limitText), check = checkText !== undefined;
const require = createRequire(path.join(modules, 'package.json'));
const sums = { messages: 0, attached: 0, attachments: 0, attachment_bytes: 0, text_bytes: 0, header_bytes: 0 };
const checks = { c_attachment: 0, c_plain: 0, c_html: 0, c_subject: 0, c_name: 0, c_address: 0, c_filename: 0, c_date: 0 };

const table = new Uint32Array(256).map((_, i) => {
    for (let k = 0; k < 8; k++) i = i & 1 ? (i >>> 1) ^ 0xedb88320 : i >>> 1;
    return i;
});
function crc32(bytes, bare) {
    let c = 0xffffffff;
    for (const b of bytes) if (!bare || b > 32) c = table[(c ^ b) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
}
function header(field, value) {
    if (!value) return;
    sums.header_bytes += Buffer.byteLength(value);
    if (check) checks[field] += crc32(Buffer.from(value), true);
}
function text(field, value) {
    if (!value) return;
    const bytes = check ? Buffer.from(value) : null;
    sums.text_bytes += check ? bytes.reduce((n, b) => n + (b > 32), 0) : Buffer.byteLength(value);
    if (check) checks[field] += crc32(bytes, true);
}
function people(list) {
    for (const a of list) {
        if (a.group) people(a.group);
        header('c_name', a.name);
        header('c_address', a.address);
    }
}
function attachment(name, bytes) {
    sums.attachments++;
    sums.attachment_bytes += bytes.length;
    header('c_filename', name);
    if (check) checks.c_attachment += crc32(bytes);
}

const peers = {
    async mailparser() {
        const { simpleParser } = require('mailparser');
        const options = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };
        return async function read(raw) {
            const m = await simpleParser(raw, options);
            header('c_subject', m.subject);
            for (const h of [m.from, m.to]) for (const one of [h ?? []].flat()) people(one.value);
            checks.c_date += m.date ? m.date.getTime() / 1000 : 0;
            text('c_plain', m.text);
            text('c_html', m.html || '');
            for (const a of m.attachments) {
                if (a.contentType === 'message/rfc822') {
                    sums.attached++;
                    await read(a.content);
                } else {
                    attachment(a.filename, a.content);
                }
            }
        };
    },
    async 'postal-mime'() {
        const at = require.resolve('postal-mime');
        const { default: found } = await import(pathToFileURL(at));
        const PostalMime = found.default ?? found;
        return async function read(raw) {
            const m = await PostalMime.parse(raw, { forceRfc822Attachments: true });
            header('c_subject', m.subject);
            people([m.from, ...(m.to ?? [])].filter(Boolean));
            checks.c_date += m.date ? Date.parse(m.date) / 1000 : 0;
            text('c_plain', m.text);
            text('c_html', m.html);
            for (const a of m.attachments) {
                const bytes = typeof a.content === 'string' ? Buffer.from(a.content) : new Uint8Array(a.content);
                if (a.mimeType === 'message/rfc822') {
                    sums.attached++;
                    await read(bytes);
                } else {
                    attachment(a.filename, bytes);
                }
            }
        };
    },
};

const read = await peers[peer]();
const fd = fs.openSync(file, 'r');
let wall = 0n, cpu = 0;
for (const line of fs.readFileSync(file + '.idx', 'latin1').trimEnd().split('\n')) {
    const [at, n] = line.split(' ').map(Number);
    if (limit && at >= limit) break;
    const raw = Buffer.allocUnsafeSlow(n);
    fs.readSync(fd, raw, 0, n, at);
    const c = process.cpuUsage(), w = process.hrtime.bigint();
    await read(raw);
    wall += process.hrtime.bigint() - w;
    const used = process.cpuUsage(c);
    cpu += (used.user + used.system) / 1e6;
    sums.messages++;
}
const status = fs.readFileSync('/proc/self/status', 'latin1');
const kib = (key) => Number(status.match(new RegExp(key + ':\\s+(\\d+)'))[1]);
console.log(JSON.stringify({ ...sums, ...(check ? checks : {}), wall: Number(wall) / 1e9, cpu, peak: (kib('VmHWM') - kib('RssFile')) * 1024 }));
