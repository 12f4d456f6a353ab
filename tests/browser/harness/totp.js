// One-time codes: RFC 6238 over RFC 4226, with HMAC-SHA1, 30 seconds and 6 digits, as authenticator apps have them.
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const STEP = 30_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The bytes of a Base32 secret (RFC 4648), with or without spaces and padding. */
export function fromBase32(text) {
  let bits = 0;
  let value = 0;
  const bytes = [];
  for (const letter of text.toUpperCase().replace(/[\s=]/g, "")) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) throw new Error(`\`${letter}\` is no digit of Base32; a secret has the letters A-Z and 2-7`);
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}

/** The code of a Base32 secret at a time in milliseconds since 1970. */
export function totp(secret, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / STEP)));
  const hash = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const code = hash.readUInt32BE(hash[19] & 0xf) & 0x7fffffff;
  return String(code % 1_000_000).padStart(6, "0");
}

const used = new Map();

/**
 * A code that this process has not used at a server before. A server takes each code once; whoever needs two for one
 * secret within 30 seconds waits for the next step.
 */
export async function freshTotp(secret, server, clock = { now: Date.now, sleep }) {
  const key = `${server} ${secret}`;
  const step = Math.max((used.get(key) ?? -1) + 1, Math.floor(clock.now() / STEP));
  used.set(key, step);
  while (clock.now() < step * STEP) await clock.sleep(step * STEP - clock.now() + 50);
  return totp(secret, clock.now());
}
