/** Whether somebody is writing there: keys without Ctrl belong to him. */
export function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null)
  );
}
