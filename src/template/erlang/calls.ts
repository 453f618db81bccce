/** Every call that a fun may make: those that Corezoid documents, and no other. */
import { BASE64, BINARY } from './binaries.ts';
import { termOfText, toJson } from './json_terms.ts';
import { integerOf } from './lexer.ts';
import type { Machine } from './machine.ts';
import { isBoolean, number } from './operators.ts';
import { PROPLIST_OPTIONS } from './proplist_options.ts';
import { type Call, getValue, PROPLISTS } from './proplists.ts';
import { boolean, isList, MapTerm, shown, type Term } from './term.ts';

function is(test: (term: Term) => boolean): Call {
  return ([term]) => boolean(test(term as Term));
}

/** A call on a list with an item in it. */
function ofItems(name: string, perform: (list: readonly Term[], machine: Machine) => Term): Call {
  return ([list], machine) => {
    if (isList(list as Term) && (list as readonly Term[]).length > 0) return perform(list as readonly Term[], machine);
    return machine.fail(`${name} needs a list that is not empty, not ${shown(list as Term)}`);
  };
}

function toInteger([text]: readonly Term[], machine: Machine): Term {
  const found = typeof text === 'string' ? /^([+-]?)(\d+)$/.exec(text) : null;
  const value = found === null ? undefined : integerOf(found[2] as string, 10);
  if (value === undefined) return machine.fail(`${shown(text as Term)} is no text of an integer`);
  return number(found?.[1] === '-' ? -value : value, machine);
}

function toFloat([text]: readonly Term[], machine: Machine): Term {
  const isFloat = typeof text === 'string' && /^[+-]?\d+\.\d+(e[+-]?\d+)?$/i.test(text);
  return isFloat ? number(Number(text), machine) : machine.fail(`${shown(text as Term)} is no text of a float`);
}

function integerText([value, base = 10n]: readonly Term[], machine: Machine): Term {
  if (typeof value !== 'bigint') return machine.fail(`an integer is needed, not ${shown(value as Term)}`);
  if (typeof base !== 'bigint' || base < 2n || base > 36n) return machine.fail('the base is an integer from 2 to 36');
  return machine.spend(10) ? value.toString(Number(base)).toUpperCase() : '';
}

/** Halves are rounded away from nought. */
function round([value]: readonly Term[], machine: Machine): Term {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number') return machine.fail(`a number is needed, not ${shown(value as Term)}`);
  return number(BigInt(Math.sign(value) * Math.round(Math.abs(value))), machine);
}

const ERLANG: Record<string, Call> = {
  'binary_to_float/1': toFloat,
  'binary_to_integer/1': toInteger,
  'integer_to_binary/1': integerText,
  'integer_to_binary/2': integerText,
  'round/1': round,
  'is_integer/1': is((term) => typeof term === 'bigint'),
  'is_float/1': is((term) => typeof term === 'number'),
  'is_number/1': is((term) => typeof term === 'bigint' || typeof term === 'number'),
  'is_binary/1': is((term) => typeof term === 'string'),
  'is_list/1': is(isList),
  'is_boolean/1': is(isBoolean),
  'hd/1': ofItems('hd', (list) => list[0] as Term),
  'tl/1': ofItems('tl', (list, machine) => (machine.spend(list.length) ? list.slice(1) : [])),
};

/** Objects made as maps have fields too. */
function field(args: readonly Term[], machine: Machine): Term {
  const [key, holder] = args;
  const isMap = holder instanceof MapTerm;
  return getValue(isMap ? [key as Term, PROPLISTS['from_map/1']?.([holder], machine) ?? []] : args, machine);
}

function fromText([text, otherwise]: readonly Term[], machine: Machine): Term {
  const term = typeof text === 'string' ? termOfText(text, machine) : undefined;
  return term ?? otherwise ?? machine.fail(`${shown(text as Term)} is no JSON text`);
}

function toText([term]: readonly Term[], machine: Machine): Term {
  const value = toJson(term as Term, machine);
  return machine.failure === undefined ? JSON.stringify(value) : '';
}

const EUTILS: Record<string, Call> = {
  'get_value/2': field,
  'from_json/1': fromText,
  'from_json/2': fromText,
  'to_json/1': toText,
};

const MODULES: Record<string, Record<string, Call>> = {
  erlang: ERLANG,
  proplists: { ...PROPLISTS, ...PROPLIST_OPTIONS },
  binary: BINARY,
  base64: BASE64,
  eutils: EUTILS,
};

/** The call of this name and number of arguments, or what is wrong with it. */
export function callNamed(module: string, name: string, count: number): Call | string {
  const called = `${module === 'erlang' ? '' : `${module.slice(0, 30)}:`}${name.slice(0, 30)}`;
  const calls = Object.hasOwn(MODULES, module) ? MODULES[module] : undefined;
  const key = `${name}/${count}`;
  if (calls !== undefined && Object.hasOwn(calls, key)) return calls[key] as Call;
  const others = Object.keys(calls ?? {}).filter((one) => one.startsWith(`${name}/`));
  if (others.length > 0) return `${called} takes ${others.map((one) => one.split('/')[1]).join(' or ')} arguments`;
  return `a fun cannot call ${called}/${count}`;
}
