// Short tones for what must not be missed. Made by the browser itself: there is no file to load. Silent until the
// player has touched the page, as browsers want it.

const KEY = 'xuezhan.sound'
const OFF = 'off'
const VOLUME = 0.07
const FADE_SECONDS = 0.03

type Tone = { readonly hertz: number; readonly atSeconds: number; readonly seconds: number }
const tone = (hertz: number, atSeconds: number, seconds = 0.12): Tone => ({ hertz, atSeconds, seconds })

/** turn: a tile is to be discarded; claim: something may be taken; hurry: five seconds are left. */
const SOUNDS = {
  turn: [tone(660, 0)],
  claim: [tone(660, 0), tone(880, 0.1)],
  hurry: [tone(440, 0, 0.08), tone(440, 0.14, 0.08)],
  win: [tone(523, 0), tone(659, 0.1), tone(784, 0.2, 0.25)],
} as const satisfies Readonly<Record<string, readonly Tone[]>>
export type SoundName = keyof typeof SOUNDS

let context: AudioContext | null = null

export const isSoundOn = (): boolean => localStorage.getItem(KEY) !== OFF

export function switchSound(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? 'on' : OFF)
}

export function playSound(name: SoundName): void {
  if (!isSoundOn() || !navigator.userActivation.hasBeenActive) return
  context ??= new AudioContext()
  for (const each of SOUNDS[name]) playTone(context, each)
}

function playTone(audio: AudioContext, { hertz, atSeconds, seconds }: Tone): void {
  const begin = audio.currentTime + atSeconds
  const end = begin + seconds
  const volume = audio.createGain()
  volume.gain.setValueAtTime(0, begin)
  volume.gain.linearRampToValueAtTime(VOLUME, begin + FADE_SECONDS)
  volume.gain.linearRampToValueAtTime(0, end)
  const source = audio.createOscillator()
  source.frequency.value = hertz
  source.connect(volume).connect(audio.destination)
  source.start(begin)
  source.stop(end)
}
