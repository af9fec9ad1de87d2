// What a terminal is told while a stop waits for people to finish their rounds.

/** `tables`: at least one. */
export function makeWaitLine(tables: number, seconds: number): string {
  const en = `waiting up to ${seconds} s for ${tables} round${tables === 1 ? '' : 's'} with people in`
  const zh = `等待 ${tables} 桌打完本局，最多 ${seconds} 秒`
  return `\n  ${en}; Ctrl-C again stops now, and the tables go on at the next start.\n  ${zh}；再按一次 Ctrl-C 立即停止，牌局下次启动后继续。\n\n`
}
