/**
 * The processes of the test that kills a real server. All that happens in them is told to the recording callee: each task
 * of the main process asks once with repeat `never`, copies itself, calls a process, waits, and says that it is done; the
 * copies and the called tasks say that they exist, with ids of their own.
 */
export const MAIN = 101;
const SINK = 102;
const CALLED = 103;

/** Makes them in one write, unless an earlier life has. */
export async function firstStart(catalog, url, now) {
  if ((await catalog.read('conv', MAIN)) !== null) return;
  const processes = [
    [MAIN, 'main', mainNodes(url)],
    [SINK, 'sink', sayingNodes(`${url}/sink/{{from}}/{{root.task_id}}`, [])],
    [CALLED, 'called', sayingNodes(`${url}/called/{{from}}/{{root.task_id}}`, [reply()])],
  ];
  const common = { parent_id: 0, owner_id: 1, name: null, status: 'active', create_time: now, change_time: now };
  const written = await catalog.write(
    processes.flatMap(([id, title, nodes]) => [
      { do: 'create', object: { ...common, kind: 'conv', id, title, body: { sign_key: 'key' } } },
      { do: 'put_draft', version: { conv_id: id, version: 1, text: text(title, nodes), user_id: 1, create_time: now } },
      { do: 'deploy', conv_id: id, version: 1, removed: [], even_occupied: false },
    ]),
  );
  if (!written.ok) throw new Error(JSON.stringify(written));
}

function mainNodes(url) {
  return [
    node('s', 1, [go('ask')]),
    node('ask', 0, [api(`${url}/ask/{{root.ref}}`, 'never', 'doubt'), mark('a'), go('copy')]),
    node('doubt', 0, [mark('d'), go('copy')]),
    node('copy', 0, [copy(), mark('c'), go('call')]),
    node('call', 0, [rpc(), mark('{{y}}'), go('delay')]),
    node('delay', 0, [], [{ type: 'time', value: 1, dimension: 'sec', to_node_id: 'done' }]),
    node('done', 0, [mark('t'), api(`${url}/done/{{root.ref}}/{{trace}}`, 'always', 'err'), go('end')]),
    node('end', 2, []),
    node('err', 2, []),
  ];
}

/** Says that it is there, does the rest, and ends. */
function sayingNodes(url, rest) {
  return [
    node('s', 1, [go('say')]),
    node('say', 0, [api(url, 'always', 'err'), ...rest, go('end')]),
    node('end', 2, []),
    node('err', 2, []),
  ];
}

const go = (to_node_id) => ({ type: 'go', to_node_id });
const mark = (what) => ({ type: 'set_param', extra: { trace: `{{trace}}${what}` }, extra_type: { trace: 'string' } });
const api = (url, repeat, err_node_id) => ({ type: 'api', method: 'POST', url, takt: { repeat }, err_node_id });
const reply = () => ({ type: 'api_rpc_reply', res_data: { y: 'r' }, res_data_type: { y: 'string' } });
const from = { from: '{{root.ref}}' };

const copy = () => ({ type: 'api_copy', mode: 'create', conv_id: `${SINK}`, ref: '', data: from, err_node_id: 'err' });
const rpc = () => ({ type: 'api_rpc', conv_id: `${CALLED}`, group: '', extra: from, err_node_id: 'err' });

function node(id, obj_type, logics, semaphors = []) {
  const options = obj_type === 2 ? '{"save_task":true}' : null;
  return { id, obj_type, title: id, condition: { logics, semaphors }, extra: '{}', options };
}

function text(title, nodes) {
  return JSON.stringify({ obj_type: 1, title, params: [], conv_type: 'process', scheme: { nodes } });
}
