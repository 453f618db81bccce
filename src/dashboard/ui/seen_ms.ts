/** How long it takes until what opens is seen, ms: whatever can wait begins then, so as not to keep it from the screen. */
export const SEEN_MS = 250;
