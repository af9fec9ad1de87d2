// The memory that JavaScript and the generated object share: who watches, the arguments of the probe that fires, and the
// strings they point to. Offsets in bytes from its beginning.

/** One 16-bit word for each probe: the kernel counts its watchers there. */
export const SEMAPHORES_AT = 0
export const MAX_PROBES = 128
/** As many arguments as travel in registers on x64; each a 64-bit float, exact to 2^53. */
export const SLOTS_AT = 256
export const MAX_ARGUMENTS = 6
/** Descriptor of the map of compiled functions, and a word that its switch sets to 1. */
export const MAP_FD_AT = 384
export const MAP_DONE_AT = 388
/** Strings that come again and again are kept at one place; offset 0 of the heap is the empty string. */
export const HEAP_AT = 512
export const INTERNED_BYTES = 32_256
/** Others pass through a ring. */
export const RING_AT = HEAP_AT + INTERNED_BYTES
export const RING_BYTES = 16_384
export const BLOCK_BYTES = RING_AT + RING_BYTES
