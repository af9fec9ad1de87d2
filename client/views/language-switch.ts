// The switch between the two languages; each is named in itself. Where room is short one button names the other.
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import { language, t } from '../language.ts'
import { LANGUAGES } from '../../src/protocol/refusals.ts'

export const languageSwitch = (app: App): HTMLElement =>
  el(
    'div',
    { class: 'languages', attrs: { role: 'group', 'aria-label': t('language') } },
    ...(['en', 'zh'] as const).map((choice) =>
      button(choice === 'zh' ? '中文' : 'EN', () => app.setLanguage(choice), {
        focusKey: `language-${choice}`,
        attrs: { 'aria-pressed': String(choice === language()), lang: choice, title: LANGUAGES[choice] },
      }),
    ),
  )

/** One button for the language that the page does not speak now. */
export function languageToggle(app: App): HTMLElement {
  const other = language() === 'zh' ? 'en' : 'zh'
  return button(other === 'zh' ? '中文' : 'EN', () => app.setLanguage(other), {
    class: 'quiet language',
    focusKey: 'language',
    attrs: { lang: other, title: LANGUAGES[other] },
  })
}
