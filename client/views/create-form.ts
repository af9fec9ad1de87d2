// The form that makes a table: a preset, how many play for how long, and the options that the preset leaves open.
import type { DeskOptions } from '../../src/protocol/desk-options.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import type { PresetName } from '../../src/rules/presets.ts'
import { el } from '../dom.ts'
import { t } from '../language.ts'
import type { TextKey } from '../texts-en.ts'

const PRESET_TEXTS: readonly (readonly [PresetName, TextKey])[] = [
  ['xuezhan', 'presetXuezhan'],
  ['nanoserver', 'presetNanoserver'],
  ['sbr3', 'presetSbr3'],
  ['sbr4', 'presetSbr4'],
  ['boyaa', 'presetBoyaa'],
  ['m2', 'presetM2'],
  ['babykylin', 'presetBabykylin'],
  ['majsoul', 'presetMajsoul'],
]
/** nanoserver's own switches; other presets settle these by themselves. */
const SWITCHES = [
  ['menqing', 'optMenqing'],
  ['jiangdui', 'optJiangdui'],
  ['jiaxin', 'optJiaxin'],
  ['pengpeng', 'optPengpeng'],
  ['pinghu', 'optPinghu'],
  ['yaojiu', 'optYaojiu'],
] as const satisfies readonly (readonly [keyof DeskOptions, TextKey])[]
const ROUNDS = [4, 8, 16]
const CAPS = [2, 3, 4, 5, 6]
const ZIMO = [
  ['fan', 'zimoFan'],
  ['di', 'zimoDi'],
  ['none', 'zimoNone'],
] as const
const CLASSIC = 'nanoserver'
const CLASSIC_CAP = 4

type Choice = readonly [value: string, label: string]

function select(name: string, choices: readonly Choice[], chosen: string): HTMLSelectElement {
  const options = choices.map(([value, label]) =>
    el('option', { attrs: { value, selected: value === chosen } }, label),
  )
  return el('select', { attrs: { name, id: `create-${name}` } }, ...options)
}

const field = (label: string, control: HTMLSelectElement): HTMLElement =>
  el('div', { class: 'field' }, el('label', { attrs: { for: control.id } }, label), control)

const numbers = (values: readonly number[]): Choice[] => values.map((value) => [String(value), String(value)])

/** The fields below the preset depend on it. */
function details(preset: PresetName): HTMLElement[] {
  const isClassic = preset === CLASSIC
  const { capFan, zimo } = PRESETS[preset]
  const asIs: Choice[] = isClassic ? [] : [['', t('presetDefault')]]
  const caps = CAPS.map((fan): Choice => [String(fan), t('capOf', { fan })])
  const zimos = ZIMO.map(([value, key]): Choice => [value, t(key)])
  return [
    field(t('players'), select('mode', numbers(isClassic ? [4, 3] : [4, 3, 2]), '4')),
    field(t('rounds'), select('round', numbers(ROUNDS), '4')),
    field(t('capFan'), select('maxFan', [...asIs, ...caps], isClassic ? String(capFan ?? CLASSIC_CAP) : '')),
    field(t('zimoBonus'), select('zimo', [...asIs, ...zimos], isClassic ? zimo : '')),
    ...(isClassic ? [switches()] : []),
  ]
}

const switches = (): HTMLElement =>
  el(
    'div',
    { class: 'switches' },
    ...SWITCHES.map(([name, key]) =>
      el('label', {}, el('input', { attrs: { type: 'checkbox', name } }), el('span', {}, t(key))),
    ),
  )

/** What the server is asked for; `data` are the form's fields. */
export function optionsOf(data: ReadonlyMap<string, string>): DeskOptions {
  const number = (name: string): number => Number(data.get(name))
  const preset = data.get('preset') ?? CLASSIC
  const mode = number('mode')
  const round = number('round')
  const zimo = data.get('zimo') ?? ''
  if (preset === CLASSIC) {
    const chosen = Object.fromEntries(SWITCHES.map(([name]) => [name, data.has(name)]))
    return { mode, round, maxFan: number('maxFan'), zimo, ...chosen }
  }
  const cap = data.get('maxFan') ?? ''
  const rules = { ...(cap === '' ? {} : { capFan: Number(cap) }), ...(zimo === '' ? {} : { zimo }) }
  return { preset, mode, round, ...(Object.keys(rules).length === 0 ? {} : { rules }) }
}

export function createForm(onCreate: (options: DeskOptions) => void): HTMLFormElement {
  const presets = select(
    'preset',
    PRESET_TEXTS.map(([value, key]): Choice => [value, t(key)]),
    'xuezhan',
  )
  const rest = el('div', { class: 'fields' }, ...details('xuezhan'))
  presets.addEventListener('change', () => rest.replaceChildren(...details(presets.value as PresetName)))
  const form = el(
    'form',
    { class: 'panel create-form' },
    field(t('preset'), presets),
    rest,
    el('button', { class: 'primary', attrs: { type: 'submit' } }, t('create')),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const fields = [...new FormData(form)].filter(
      (field): field is [string, string] => typeof field[1] === 'string',
    )
    onCreate(optionsOf(new Map(fields)))
  })
  return form
}
