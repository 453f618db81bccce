/** The worked examples of API Call, apart from it for their length. */
import type { EffectAnswer } from '../../model/effect.ts';
import type { Api } from '../api.ts';
import type { NodeExample } from '../node_type.ts';
import { EXAMPLE } from './example.ts';

const IDS = { 'Idempotency-Key': `${EXAMPLE.obj_id}-0`, 'X-Corezoid-TaskID': EXAMPLE.obj_id };
const COMMON = { cert_pem: '', max_threads: 5, repeat: 'always', node_id: EXAMPLE.node_id };

function answered(status: number, body: string): EffectAnswer {
  const headers = { 'content-type': 'application/json' };
  return { kind: 'http', status, headers, body, sizes: { request: 10, response: body.length }, ms: 12.5, lost: 0 };
}

export const API_EXAMPLES: NodeExample<Api>[] = [
  {
    title: 'The rows of a GET go into the query; the object of the answer goes to the root of the task',
    logic: {
      method: 'GET',
      url: 'https://api.example.com/users',
      extra: { id: '{{id}}' },
      extra_type: { id: 'number' },
    },
    data: { id: '7' },
    answer: answered(200, '{"name":"Ann"}'),
    expect: {
      effect: {
        ...{ kind: 'http', method: 'GET', url: 'https://api.example.com/users?id=7', headers: IDS, body: null },
        ...COMMON,
      },
      data: { id: '7', name: 'Ann' },
    },
  },
  {
    title: 'A POST sends its rows as JSON; the mapping says what is kept of the answer',
    logic: {
      ...{ method: 'POST', url: '{{url}}/orders', extra: { amount: '{{amount}}' }, extra_type: { amount: 'number' } },
      ...{ customize_response: true, response: { order: '{{body.id}}', none: '{{body.none}}' } },
      ...{ response_type: { order: 'string', none: 'string' }, takt: { repeat: 'never' } },
    },
    data: { url: 'https://api.example.com', amount: '12.5' },
    answer: answered(201, '{"id":17,"more":true}'),
    expect: {
      effect: {
        ...{ kind: 'http', method: 'POST', url: 'https://api.example.com/orders' },
        ...{
          headers: { 'Content-Type': 'application/json', ...IDS },
          body: '{"amount":12.5}',
          ...COMMON,
          repeat: 'never',
        },
      },
      data: { url: 'https://api.example.com', amount: '12.5', order: '17', none: '' },
    },
  },
  {
    title: 'An answer that is no success leads to the error node; its JSON object is kept',
    logic: { method: 'GET', url: 'https://api.example.com/' },
    data: {},
    answer: answered(404, '{"message":"no such user"}'),
    expect: { tag: 'api_bad_answer', data: { message: 'no such user' } },
  },
  {
    title: 'An address of SMTP sends a mail',
    logic: { url: 'smtps://{{login}}:{{password}}@mail.example.com', extra: { to: '{{to}}', subject: 'Order {{id}}' } },
    data: { login: 'me', password: 'secret', to: 'ann@example.com', id: 7 },
    answer: { kind: 'ok' },
    expect: {
      effect: {
        ...{ kind: 'mail', url: 'smtps://me:secret@mail.example.com' },
        ...{ message: { to: 'ann@example.com', subject: 'Order 7' }, max_threads: 5, repeat: 'always' },
        node_id: EXAMPLE.node_id,
      },
      data: { login: 'me', password: 'secret', to: 'ann@example.com', id: 7 },
    },
  },
];
