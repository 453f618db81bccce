/** Stub Mode of Call a Process: nothing is called, the branches answer. */
import { enter, failure, nodeContext, typeNamed } from '../fixtures/node_context.ts';

const call = { type: 'api_rpc', conv_id: '@calc', group: 'all', extra: {}, extra_type: {} };
const reply = (res_data: Record<string, string>, more = {}) => ({ type: 'api_rpc_reply', res_data, ...more });
const when = (param: string, value: string, fun = 'eq', cast = 'string') => {
  return { type: 'go_if_const', conditions: [{ param, const: value, fun, cast }] };
};

function stubbed(stub: { type: string }[][], data = {}, logic = {}) {
  return enter({ ...call, ...logic }, data, { node: { obj_type: 4, stub } });
}

test('Branches are tried from the top: the first that fits replies', () => {
  const stub = [
    [when('n', '10', 'more', 'number'), reply({ size: 'big' })],
    [when('n', '1', 'eq', 'number'), reply({ size: 'one' })],
    [reply({ size: 'other' })],
  ];
  const replied = { do: 'next', data: { __logic_stub_mode__: true } };
  expect(stubbed(stub, { n: 11 })).toMatchObject({ ...replied, data: { size: 'big' } });
  expect(stubbed(stub, { n: 1 })).toMatchObject({ data: { size: 'one' } });
  expect(stubbed(stub, { n: 2 })).toMatchObject({ data: { size: 'other', __logic_stub_mode__: true } });
});

test('Conditions and replies see what would be sent, not what stays behind', () => {
  const stub = [[when('secret', ''), reply({ got: '{{sent}}-{{secret}}' })]];
  const logic = { group: '', extra: { sent: '{{a}}' }, extra_type: {} };
  expect(stubbed(stub, { a: '1', secret: 's' }, logic)).toMatchObject({ data: { secret: 's', got: '1-' } });
});

test('An exception of a stub leads to the error node, with what it replied', () => {
  const stub = [[reply({ status: 'no' }, { throw_exception: true, exception_reason: 'for {{who}}' })]];
  const outcome = stubbed(stub, { who: 'Ann' });
  expect(failure(outcome)).toMatchObject({ tag: 'rpc_reply_exception', description: 'for Ann' });
  expect(outcome).toMatchObject({ data: { status: 'no', __logic_stub_mode__: true } });
});

test.each([
  ['no branch fits', [[when('n', '1'), reply({})]]],
  ['there are no branches', []],
  ['no branch has a reply', [[when('n', '2')]]],
  ['no branch can be read', [[when('n', '2', 'like'), reply({})]]],
])('Where %s the caller is told so by an exception, and nothing is called', (_, stub) => {
  expect(failure(stubbed(stub, { n: '2' }))).toMatchObject({
    tag: 'rpc_reply_exception',
    description: 'no branch of the stub fits',
  });
});

test('A branch that reads a variable asks for it first', () => {
  const outcome = stubbed([[when('{{env_var[@mode]}}', 'x'), reply({})]]);
  expect(outcome).toMatchObject({ do: 'need', needs: [{ kind: 'env_var', name: '@mode' }] });
});

test('Who would be called need not be known', () => {
  expect(stubbed([[reply({ ok: '1' })]], {}, { conv_id: '@{{$.nonsense(}}' })).toMatchObject({ data: { ok: '1' } });
});

describe('Targets', () => {
  const target = (logic: object, data = {}) => {
    const outcome = enter({ ...call, ...logic }, data);
    return outcome.do === 'wait' ? outcome.effect : outcome;
  };

  test('A process is named by number, by alias, or by what the task says', () => {
    expect(target({ conv_id: 7 })).toMatchObject({ conv: '7' });
    expect(target({ conv_id: '{{id}}' }, { id: 12 })).toMatchObject({ conv: '12' });
    expect(target({ conv_id: '@{{name}}' }, { name: 'calc' })).toMatchObject({ conv: '@calc' });
  });

  test('A stage or project says where an alias is looked up; a number needs no such place', () => {
    expect(target({ stage_id: 5, project_id: '4' })).toMatchObject({ conv: '@calc', folder: 5 });
    expect(target({ project_id: '{{p}}' }, { p: 4 })).toMatchObject({ folder: 4 });
    for (const logic of [{ conv_id: 7, stage_id: 5 }, { stage_id: '' }, { stage_id: 'dev' }, { stage_id: null }]) {
      expect(target(logic)).not.toHaveProperty('folder');
    }
  });

  test('Copy and Modify name their targets the same way', () => {
    const copy = { type: 'api_copy', conv_id: '@calc', stage_id: 5, group: 'all' };
    expect(enter({ ...copy, mode: 'create' }, {})).toMatchObject({ effect: { kind: 'create', folder: 5 } });
    expect(enter({ ...copy, mode: 'modify', ref: 'r' }, {})).toMatchObject({ effect: { kind: 'modify', folder: 5 } });
  });
});

test('A copied task learns the process, the node and the reference it comes from', () => {
  const type = typeNamed('api_copy');
  const ctx = nodeContext({ a: 1 });
  const outcome = type.enter(ctx, type.schema.parse({ type: 'api_copy', mode: 'create', conv_id: '5', group: 'all' }));
  const parent = { __copy_conv_id__: ctx.conv.conv_id, __copy_node_id__: ctx.node.id, __copy_ref_id__: ctx.task.ref };
  expect(outcome).toMatchObject({ effect: { data: { a: 1, ...parent } } });
});
