/** Yes and no for ear and hand: two tones that go up, two low ones, and a buzz. */

const TONES = { yes: [880, 1320], already: [880, 880], no: [220, 165] } as const;
const BUZZ = { yes: [80], already: [40, 60, 40], no: [250, 100, 250] } as const;
const SECONDS = 0.14;

export type Cue = keyof typeof TONES;

let audio: AudioContext | null = null;

/** A browser that may not sound or buzz stays still: the screen has said it all. */
export function signal(cue: Cue, silent: boolean): void {
  navigator.vibrate?.([...BUZZ[cue]]);
  if (silent || typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  void audio.resume();
  for (const [at, frequency] of TONES[cue].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + at * SECONDS;
    tone.frequency.value = frequency;
    tone.type = cue === "no" ? "square" : "sine";
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + SECONDS);
  }
}
