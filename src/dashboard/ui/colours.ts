/** Colours of series, by their order; `colours.css` says what they are in both themes. */
import './colours.css';

export const SERIES_COLOURS = 8;

export function seriesColour(index: number): string {
  return `var(--series-${(index % SERIES_COLOURS) + 1})`;
}
