// Making DOM without a framework: elements from plain calls, and regions that are made anew only when what
// they show has changed. Text becomes text nodes, so that no player's name is ever read as HTML.

export type Child = Node | string | number | null | false | undefined
type Attributes = { readonly [name: string]: string | number | boolean | undefined }
export type Props = {
  readonly class?: string
  /** Attributes as they stand in HTML; true is an empty one, false and undefined none. */
  readonly attrs?: Attributes
  readonly onClick?: (event: MouseEvent) => void
  /** The element with this name keeps the keyboard focus when its region is made anew. */
  readonly focusKey?: string
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (props.class) element.className = props.class
  for (const [name, value] of Object.entries(props.attrs ?? {})) {
    if (value !== false && value !== undefined)
      element.setAttribute(name, value === true ? '' : String(value))
  }
  if (props.focusKey) element.dataset['focus'] = props.focusKey
  if (props.onClick) element.addEventListener('click', props.onClick as (event: Event) => void)
  append(element, children)
  return element
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)))
  }
}

export const button = (label: Child, onClick: () => void, props: Props = {}): HTMLButtonElement =>
  el('button', { ...props, attrs: { type: 'button', ...props.attrs }, onClick }, label)

/** A place on the page that shows something made from `facts`, and is left alone while they are the same. */
export class Region {
  readonly element: HTMLElement
  #facts: readonly unknown[] | null = null

  constructor(element: HTMLElement) {
    this.element = element
  }

  show(facts: readonly unknown[], make: () => readonly Child[]): void {
    const known = this.#facts
    if (known && known.length === facts.length && known.every((fact, at) => Object.is(fact, facts[at])))
      return
    this.#facts = facts
    const focused = this.#focusKey()
    this.element.replaceChildren()
    append(this.element, make())
    if (focused) this.element.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus()
  }

  #focusKey(): string | undefined {
    const active = document.activeElement
    return active instanceof HTMLElement && this.element.contains(active)
      ? active.dataset['focus']
      : undefined
  }
}
