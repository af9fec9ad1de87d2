// The faces of the 27 tiles as SVG, drawn here stroke by stroke: no font and no picture is fetched.
import { rankOf, suitOf } from '../src/rules/tiles.ts'
import type { Kind } from '../src/rules/tiles.ts'

const GREEN = '#17804d'
const BLUE = '#1d4f9f'
const RED = '#c22f2a'
const IVORY = '#fffaf0'

type Dot = readonly [x: number, y: number, r: number, colour: string]

const DOTS: readonly (readonly Dot[])[] = [
  [],
  [
    [30, 20, 12, GREEN],
    [30, 55, 12, BLUE],
  ],
  [
    [15, 17, 9.5, BLUE],
    [30, 37.5, 9.5, RED],
    [45, 58, 9.5, GREEN],
  ],
  [
    [17, 20, 10.5, BLUE],
    [43, 20, 10.5, GREEN],
    [17, 55, 10.5, GREEN],
    [43, 55, 10.5, BLUE],
  ],
  [
    [15, 17, 9, BLUE],
    [45, 17, 9, GREEN],
    [30, 37.5, 9, RED],
    [15, 58, 9, GREEN],
    [45, 58, 9, BLUE],
  ],
  [
    [18, 15, 9, GREEN],
    [42, 15, 9, GREEN],
    [18, 38, 9, RED],
    [42, 38, 9, RED],
    [18, 60, 9, RED],
    [42, 60, 9, RED],
  ],
  [
    [13, 12, 7, GREEN],
    [30, 19, 7, GREEN],
    [47, 26, 7, GREEN],
    [19, 43, 8, RED],
    [41, 43, 8, RED],
    [19, 61, 8, RED],
    [41, 61, 8, RED],
  ],
  [14, 30, 46, 62].flatMap((y): Dot[] => [
    [19, y - 0.5, 7.4, BLUE],
    [41, y - 0.5, 7.4, BLUE],
  ]),
  [
    [14, BLUE],
    [37.5, RED],
    [61, GREEN],
  ].flatMap(([y, colour]): Dot[] => [14, 30, 46].map((x) => [x, Number(y), 7.6, String(colour)])),
]

function drawDot([x, y, r, colour]: Dot): string {
  const ring = `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`
  const gap = `<circle cx="${x}" cy="${y}" r="${r * 0.68}" fill="${IVORY}"/>`
  return `${ring}${gap}<circle cx="${x}" cy="${y}" r="${r * 0.42}" fill="${colour}"/>`
}

/** The great wheel of 一筒. */
function drawWheel(): string {
  const petals = Array.from({ length: 12 }, (_, petal) => {
    const turn = `rotate(${petal * 30} 30 37.5)`
    return `<ellipse cx="30" cy="22.5" rx="3" ry="5" fill="${petal % 2 ? BLUE : GREEN}" transform="${turn}"/>`
  })
  const ring = (r: number, colour: string, width: number): string =>
    `<circle cx="30" cy="37.5" r="${r}" fill="none" stroke="${colour}" stroke-width="${width}"/>`
  const heart = `<circle cx="30" cy="37.5" r="6.5" fill="${RED}"/>`
  return `${ring(22.5, GREEN, 2.5)}${petals.join('')}${ring(9, BLUE, 2)}${heart}`
}

type Stick = readonly [x: number, y: number, height: number, colour: string, turn?: number]

const STICKS: readonly (readonly Stick[])[] = [
  [],
  [
    [30, 20, 30, GREEN],
    [30, 56, 30, BLUE],
  ],
  [
    [30, 20, 30, BLUE],
    [17, 56, 30, GREEN],
    [43, 56, 30, GREEN],
  ],
  [
    [18, 20, 30, BLUE],
    [42, 20, 30, GREEN],
    [18, 56, 30, GREEN],
    [42, 56, 30, BLUE],
  ],
  [
    [14, 20, 29, GREEN],
    [46, 20, 29, BLUE],
    [30, 37.5, 30, RED],
    [14, 55, 29, BLUE],
    [46, 55, 29, GREEN],
  ],
  [13, 30, 47].flatMap((x): Stick[] => [
    [x, 20, 30, GREEN],
    [x, 56, 30, BLUE],
  ]),
  [
    [30, 13, 19, RED],
    ...[13, 30, 47].flatMap((x): Stick[] => [
      [x, 37, 20, x === 30 ? BLUE : GREEN],
      [x, 61, 20, x === 30 ? BLUE : GREEN],
    ]),
  ],
  [
    [11, 20, 29, GREEN],
    [49, 20, 29, GREEN],
    [23.5, 20, 27, BLUE, 28],
    [36.5, 20, 27, BLUE, -28],
    [11, 55, 29, GREEN],
    [49, 55, 29, GREEN],
    [23.5, 55, 27, BLUE, -28],
    [36.5, 55, 27, BLUE, 28],
  ],
  [13, 30, 47].flatMap((x): Stick[] =>
    [13.5, 37.5, 61.5].map((y) => [x, y, 20, x === 30 ? RED : x === 13 ? GREEN : BLUE]),
  ),
]

/** A cane of bamboo: two joints, knots at the ends and in the middle. */
function drawStick([x, y, height, colour, turn = 0]: Stick): string {
  const top = y - height / 2
  const bar = (width: number, from: number, length: number): string =>
    `<rect x="${x - width / 2}" y="${from}" width="${width}" height="${length}" rx="${width / 2.4}" fill="${colour}"/>`
  const body = bar(5.4, top, height) + bar(8.6, top, 4) + bar(8.6, y - 2, 4) + bar(8.6, top + height - 4, 4)
  const shine = `<path d="M${x} ${top + 5.5}V${y - 3.5}M${x} ${y + 3.5}V${top + height - 5.5}" stroke="${IVORY}" stroke-width="1.3" opacity=".75"/>`
  return `<g transform="rotate(${turn} ${x} ${y})">${body}${shine}</g>`
}

/** The bird that sits on 一条. */
const BIRD =
  `<g fill="none" stroke="${GREEN}" stroke-width="3.4" stroke-linecap="round">` +
  '<path d="M27 46Q20 58 10 64M30 48Q27 60 22 69M33 48Q36 60 40 69"/></g>' +
  [
    [10, 64],
    [22, 69],
    [40, 69],
  ]
    .map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y! - 1}" r="4" fill="${BLUE}"/><circle cx="${x}" cy="${y! - 1}" r="1.7" fill="${IVORY}"/>`,
    )
    .join('') +
  `<path d="M20 40Q18 26 32 22Q44 24 43 38Q40 50 31 50Q22 50 20 40Z" fill="${GREEN}"/>` +
  `<path d="M24 38Q32 28 40 36Q37 46 30 46Q25 44 24 38Z" fill="${BLUE}"/>` +
  `<path d="M27 39Q33 34 37 38" fill="none" stroke="${IVORY}" stroke-width="1.6"/>` +
  `<circle cx="36" cy="17" r="8" fill="${RED}"/><circle cx="38" cy="15.5" r="1.9" fill="${IVORY}"/>` +
  '<path d="M43 15L53 18L43 21Z" fill="#d99a1c"/>' +
  `<path d="M32 9Q29 4 25 5M36 8Q35 3 32 2M40 9Q42 4 40 2" fill="none" stroke="${RED}" stroke-width="2" stroke-linecap="round"/>`

/** The numerals 一 to 九, each written within x 12..48, y 7..37. */
const NUMERALS: readonly string[] = [
  'M12 23H48',
  'M17 14H43M12 32H48',
  'M16 10H44M19 22H41M12 35H48',
  'M14 12V35M14 12H46V35M14 34H46M25 12Q25 23 20 27M35 12V22Q35 26 41 26',
  'M15 10H45M29 10L25 35M18 22H40L38 35M12 35H48',
  'M29 7L32 12M12 18H48M24 23Q21 31 15 37M36 23Q39 31 46 37',
  'M12 24L48 18M28 9V30Q28 36 35 36H42Q47 36 47 29',
  'M25 12Q24 28 12 37M32 9Q36 30 49 37',
  'M13 19H36V30Q36 36 42 36Q48 36 48 29M26 8Q27 29 13 37',
]
const WAN = 'M12 46H48M27 46Q27 62 13 71M26 55H43Q43 71 37 71Q34 71 32 69'

const stroke = (path: string, colour: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`

function drawFace(kind: Kind): string {
  const rank = rankOf(kind)
  switch (suitOf(kind)) {
    case 0:
      return rank === 1 ? BIRD : STICKS[rank - 1]!.map(drawStick).join('')
    case 1:
      return rank === 1 ? drawWheel() : DOTS[rank - 1]!.map(drawDot).join('')
    case 2:
      return stroke(NUMERALS[rank - 1]!, '#1c2b4a', 4.6) + stroke(WAN, RED, 4.8)
  }
}

const BODY =
  '<rect x=".5" y="2" width="59" height="81.5" rx="7" fill="#12664a"/>' +
  '<rect x=".5" y="1" width="59" height="78" rx="7" fill="#d8cfba"/>' +
  `<rect x=".5" y=".5" width="59" height="75.5" rx="7" fill="${IVORY}" stroke="#cfc4aa" stroke-width=".8"/>`

/** The rank of a face that cannot be counted, for who does not read it yet; `--tile-rank` turns it on. */
const corner = (kind: Kind): string =>
  `<text x="5" y="13" font-size="12.5" font-weight="700" font-family="system-ui,sans-serif" fill="#6b5a3a" style="opacity:var(--tile-rank,0)">${rankOf(kind)}</text>`

const isCountable = (kind: Kind): boolean => suitOf(kind) !== 2 && rankOf(kind) > 1

/** One tile's picture, within 60 by 84. */
export const tileArt = (kind: Kind): string =>
  `${BODY}<g transform="translate(3.6 3.2) scale(.88 .93)">${drawFace(kind)}</g>${isCountable(kind) ? '' : corner(kind)}`

/** The back of every tile. */
export const BACK_ART =
  '<rect x=".5" y="2" width="59" height="81.5" rx="7" fill="#d8cfba"/>' +
  '<rect x=".5" y=".5" width="59" height="76" rx="7" fill="#1b7f5a" stroke="#0f5c40" stroke-width="1"/>' +
  '<rect x="8" y="8" width="44" height="61" rx="5" fill="none" stroke="#4fb28b" stroke-width="1.6"/>' +
  '<path d="M30 20L42 38.5L30 57L18 38.5Z" fill="none" stroke="#4fb28b" stroke-width="1.6"/>'
