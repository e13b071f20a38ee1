/** What the benches of `tests/bench` take from here, in one bundle for Node. */

export { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
export { findCode, findCodeInStill } from "../find-code";
export { KINDS, pictureOf } from "./pictures";
