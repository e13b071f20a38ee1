/** Base45 (RFC 9285): what the alphanumeric mode of a QR code holds. Decoding is in `scan/`. */

export const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function encodeBase45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair
      ? (bytes[at] as number) * 256 + (bytes[at + 1] as number)
      : (bytes[at] as number);
    for (let digit = pair ? 3 : 2; digit > 0; digit--) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}
