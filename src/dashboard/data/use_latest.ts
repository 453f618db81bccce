/** What a listener that lives long reads of the newest drawing. */
import { type RefObject, useRef } from 'react';

export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}
