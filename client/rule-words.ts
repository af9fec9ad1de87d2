// What the server says in Chinese, as nanoserver does, in the words of the page's language: a desk's rules and
// the items of a winning hand. Words that are not known stay as they are.
import { FAN_NAMES } from '../src/rules/hand/fan-names.ts'
import { language } from './language.ts'

const RULE_WORDS: Readonly<Record<string, string>> = {
  自摸不加: 'no self-draw bonus',
  自摸加底: 'self-draw +1 point',
  自摸加番: 'self-draw +1 fan',
  自摸翻倍: 'self-draw doubles',
  不封顶: 'no cap',
  点炮可平胡: 'plain hand wins on a discard',
  门清中张: 'concealed, no terminals',
  门清: 'concealed hand',
  中张: 'no terminals',
  夹心五: 'middle five',
  碰碰胡两番: 'all triplets 2 fan',
  将对: 'triplets of 2, 5, 8',
  全幺九: 'terminals everywhere',
  两人: 'two players',
  七张: 'seven tiles',
  十张: 'ten tiles',
  换三张: 'swap three',
  任意换三张: 'swap any three',
  换两张: 'swap two',
  天地胡: 'heavenly and earthly wins',
  海底炮: 'last discard',
  一条龙: '1 to 9 of a suit',
  查花猪: 'void suit penalty',
  擦挂: 'kongs are paid by all',
}
const CAP = /^(\d+)番封顶$/
const ENGLISH_OF_FAN = new Map<string, string>(Object.values(FAN_NAMES).map(({ zh, en }) => [zh, en]))

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

export function rulesText(text: string): string {
  if (language() === 'zh') return words(text).join(' · ')
  return words(text)
    .map((word) => RULE_WORDS[word] ?? word.replace(CAP, 'cap $1 fan'))
    .join(' · ')
}

/** Items that count several times are told once, with their number. */
export function fanText(text: string): string {
  const counts = new Map<string, number>()
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .map(([word, count]) => {
      const name = language() === 'zh' ? word : (ENGLISH_OF_FAN.get(word) ?? word)
      return count > 1 ? `${name} ×${count}` : name
    })
    .join(' · ')
}
