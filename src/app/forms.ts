/**
 * Forms that people fill in. The address of a form is made for one task and one node and nobody can guess it; it opens
 * the form while the task waits there and nothing otherwise. What is posted names the wait that its page was made for:
 * a page that lay open too long changes nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { TaktError } from '../base/errors.ts';
import { waitId } from '../base/ids.ts';
import type { JsonObject } from '../base/json.ts';
import type { Task } from '../model/task.ts';
import { formIn } from '../nodes/api_form.ts';
import type { Form } from '../nodes/parts/form_fields.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Tasks } from '../ports/tasks.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { TaskOps } from './task_ops.ts';

export interface OpenForm {
  form: Form;
  key: { conv_id: number; obj_id: string };
  wait_id: string;
}

/** `key` is the `CONV.TASK` of the address. */
export interface FormAddress {
  key: string;
  hash: string;
}

export class Forms {
  private readonly tasks: Pick<Tasks, 'load'>;
  private readonly parts: { processes: Processes; ops: TaskOps };

  constructor(tasks: Pick<Tasks, 'load'>, parts: { processes: Processes; ops: TaskOps }) {
    this.tasks = tasks;
    this.parts = parts;
  }

  /** The form at an address; null where the task waits in none, or the address is not its. */
  async at(address: FormAddress): Promise<OpenForm | null> {
    const [conv = '', obj_id = ''] = address.key.split('.');
    if (!/^\d{1,15}$/.test(conv) || !/^[0-9a-f]{24}$/.test(obj_id)) return null;
    const key = { conv_id: Number(conv), obj_id };
    const live = await this.parts.processes.get(key.conv_id);
    const task = live === null ? null : await this.tasks.load(key);
    if (live === null || task === null) return null;
    return openForm(task, live, address.hash);
  }

  /** Merges what was filled in, and the task goes on. False where the wait that the form was made for is over. */
  async fillIn({ key, wait_id }: OpenForm, data: JsonObject): Promise<boolean> {
    try {
      await this.parts.ops.signal(key, async () => ({ kind: 'form', wait_id, data }));
      return true;
    } catch (error) {
      if (error instanceof TaktError && error.code === 'not_found_task') return false;
      throw error;
    }
  }
}

function openForm(task: Task, { object }: LiveProcess, hash: string): OpenForm | null {
  const form = task.wait?.kind === 'form' ? formIn(task.wait.memo) : null;
  if (form === null || !same(formHash(object, task.obj_id, task.node_id), hash)) return null;
  return { form, key: { conv_id: task.conv_id, obj_id: task.obj_id }, wait_id: waitId(task.obj_id, task.hop) };
}

/** The address of a form node for a task; undefined for a node of another process, whose forms are not this task's. */
export function formUrlOf(
  public_url: string,
  read: { conv: string | null; node: string },
  { from, task }: { from: CatalogObject; task: Task },
): string | undefined {
  if (read.conv !== null) return undefined;
  return `${public_url}/form/${from.id}.${task.obj_id}/${formHash(from, task.obj_id, read.node)}`;
}

function formHash({ id, body }: CatalogObject, obj_id: string, node_id: string): string {
  const key = body.sign_key;
  if (typeof key !== 'string' || key === '') throw new TaktError('bad_config', `process ${id} has no key to sign with`);
  return createHmac('sha256', key).update(`form:${id}:${obj_id}:${node_id}`).digest('hex').slice(0, 40);
}

function same(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given.toLowerCase())];
  return a.length === b.length && timingSafeEqual(a, b);
}
