"""The app's decoder beside others, on the same generated pictures: `just bench-decoders`.

`pwa/src/scan/testing/pictures.ts` draws 720p frames of live cards, 20 of each kind of hardship; the
app's options were chosen on others of the same kinds. Each decoder gets the same pixels, in Node. A
frame counts when its text is read to the letter; another text is a misreading. Times are of the
processor, so that they hold on a busy machine. Sizes are of the decoder's code, bundled and
minified, with its wasm, after brotli at level 11.
"""
