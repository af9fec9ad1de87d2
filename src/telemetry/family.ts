// A metric with its children, one for each combination of label values. Looking a child up costs two map reads and
// allocates nothing; whoever needs it less than that keeps the child.
import type { Cell, CellLabels, Sample } from './cells.ts'
import type { MetricSpec } from './metric-spec.ts'
import { OTHER, tuplesOf } from './metric-spec.ts'

export type FamilyParts<C extends Cell> = {
  readonly name: string
  readonly spec: MetricSpec
  readonly makeCell: (labels: CellLabels) => C
  /** A value came that was not declared. */
  readonly onOverflow: () => void
}

/** Two labels at most are told apart at run time; only `addFixed` takes more. */
const MAX_LABELS = 2

export class Family<C extends Cell> {
  readonly name: string
  readonly spec: MetricSpec
  readonly #parts: FamilyParts<C>
  readonly #labels: readonly string[]
  readonly #domains: readonly ReadonlySet<string>[]
  readonly #children = new Map<string, Map<string, C>>()
  readonly #cells: C[] = []

  constructor(parts: FamilyParts<C>) {
    this.#parts = parts
    this.name = parts.name
    this.spec = parts.spec
    const labels = Object.entries(parts.spec.labels ?? {})
    this.#labels = labels.map(([label]) => label)
    this.#domains = labels.map(([, values]) => new Set(values))
  }

  /**
   * The child with these label values, in the order of the catalogue. A value that was not declared leads to the
   * child whose labels are all `other`.
   */
  child(first = '', second = ''): C {
    return this.#children.get(first)?.get(second) ?? this.#grow(first, second)
  }

  /** Makes every declared child, so that a scrape shows them at 0 before the first event. */
  makeAll(): void {
    for (const [first, second] of tuplesOf(this.spec)) this.child(first, second)
  }

  /** One child with labels that are known only when the process starts. */
  addFixed(labels: CellLabels): C {
    const cell = this.#parts.makeCell(labels)
    this.#cells.push(cell)
    return cell
  }

  samples(): Sample[] {
    return this.#cells.flatMap((cell) => cell.read())
  }

  #grow(first: string, second: string): C {
    const values = [first, second].slice(0, this.#labels.length)
    const isExtra = [first, second].slice(this.#labels.length, MAX_LABELS).some((value) => value !== '')
    if (!isExtra && values.every((value, at) => this.#domains[at]?.has(value))) {
      return this.#add(first, second)
    }
    this.#parts.onOverflow()
    const other = this.#labels.length > 0 ? OTHER : ''
    const rest = this.#labels.length > 1 ? OTHER : ''
    return this.#children.get(other)?.get(rest) ?? this.#add(other, rest)
  }

  #add(first: string, second: string): C {
    const values = [first, second]
    const cell = this.addFixed(Object.fromEntries(this.#labels.map((label, at) => [label, values[at]!])))
    const bySecond = this.#children.get(first) ?? new Map<string, C>()
    this.#children.set(first, bySecond.set(second, cell))
    return cell
  }
}
