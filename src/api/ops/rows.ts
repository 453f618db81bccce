/** The rows of a page, as many as the answer has room for. */
import { byteSize, type JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';

export class Rows {
  readonly list: JsonObject[] = [];
  private readonly place: OpContext['place'];

  constructor({ place }: OpContext) {
    this.place = place;
  }

  /** False where the row does not fit, and is left for the next page; the first always fits. */
  add(row: JsonObject): boolean {
    const bytes = byteSize(row);
    if (this.list.length > 0 && bytes > this.place.left()) return false;
    this.place.add(bytes);
    this.list.push(row);
    return true;
  }
}
