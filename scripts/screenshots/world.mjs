/**
 * The small world in the pictures: a shop whose orders are paid and delivered, its leads in Bitrix24, a few people. All
 * of it is made over the API, as a client would make it.
 */

const ID = (last) => `5170d0000000000000000${last.toString(16).padStart(3, '0')}`;
export const ORDER_NODES = { pay: ID(2), courier: ID(6), delivered: ID(7), refused: ID(8) };

/** `what`: the id, Corezoid's obj_type, and the icon of a node that is drawn as one. */
const node = (what, title, [x, y], { logics = [], semaphors = [] }) => {
  const [id, obj_type, icon] = what;
  const extra = JSON.stringify({ modeForm: icon ? 'collapse' : 'expand', icon: icon ?? '' });
  const options = obj_type === 2 ? JSON.stringify({ save_task: true }) : null;
  return { id: ID(id), obj_type, title, description: '', x, y, condition: { logics, semaphors }, extra, options };
};
const go = (id) => ({ type: 'go', to_node_id: ID(id) });
const when = (param, constant, id) => ({
  ...{ type: 'go_if_const', to_node_id: ID(id) },
  conditions: [{ param, const: constant, fun: 'eq', cast: 'string' }],
});
const after = (value, dimension, id) => ({ type: 'time', value, dimension, to_node_id: ID(id) });

function payCall(url) {
  return {
    ...{ type: 'api', method: 'POST', url, format: '', content_type: 'application/json' },
    ...{ extra: { sum: '{{sum}}', order: '{{order}}' }, extra_type: { sum: 'number', order: 'string' } },
    ...{ extra_headers: {}, max_threads: 5, send_sys: false, cert_pem: '', debug_info: false, err_node_id: ID(4) },
    ...{ customize_response: false, rfc_format: true, version: 2 },
  };
}

/** The process that the pictures of canvas, editor and simulation show. */
function orders(url) {
  const param = (name, type, flags, descr) => ({ name, type, flags, descr, regex: '', regex_error_text: '' });
  return {
    ...{ obj_type: 1, obj_id: null, parent_id: 0, title: 'Orders', status: 'active', conv_type: 'process' },
    description: 'From the payment to the courier',
    ref_mask: true,
    params: [
      param('order', 'string', ['required', 'input'], 'Number of the order'),
      param('sum', 'number', ['required', 'input'], 'What is to be paid'),
      param('city', 'string', ['input'], 'Where it goes'),
    ],
    scheme: {
      nodes: [
        node([1, 1, 'start'], 'Start', [300, 0], { logics: [go(2)] }),
        node([2, 0], 'Take the payment', [200, 120], { logics: [payCall(url), go(3)] }),
        node([3, 0], 'Paid?', [200, 280], { logics: [when('state', 'paid', 6), when('state', 'wait', 5), go(8)] }),
        node([4, 3], 'What failed?', [560, 120], {
          logics: [when('__conveyor_api_return_type_error__', 'hardware', 5), go(8)],
        }),
        node([5, 0], 'Try again later', [560, 320], { semaphors: [after(30, 'min', 2)] }),
        node([6, 0], 'With the courier', [200, 480], {
          logics: [{ type: 'api_callback', is_sync: false }, go(7)],
          semaphors: [after(2, 'day', 8)],
        }),
        node([7, 2, 'success'], 'Delivered', [300, 680], {}),
        node([8, 2, 'error'], 'Refused', [660, 520], {}),
      ],
      web_settings: [[], []],
    },
  };
}

const CITIES = ['Riga', 'Tallinn', 'Vilnius', 'Kaunas', 'Tartu'];

/** `ask(op)` carries one operation out; gives the numbers that the addresses of the pages hold. */
export async function makeWorld(ask, { bitrix, pay }) {
  const conv = async (folder_id) => {
    const scheme = [orders(pay)];
    return (await ask({ type: 'create', obj: 'obj_scheme', folder_id, scheme })).scheme[0].obj_id;
  };
  const folder = (await ask({ type: 'create', obj: 'folder', title: 'Shop', folder_id: 0 })).obj_id;
  await ask({ type: 'create', obj: 'folder', title: 'Archive of 2025', folder_id: 0 });
  const shop = await conv(folder);
  const template = async (name) => (await ask({ type: 'clone', obj: 'template', name, folder_id: 0 })).conv_id;
  const oauth = await template('bitrix-oauth');
  const lead = await template('bitrix-create-lead');
  await ask({ type: 'create', obj: 'conv', title: 'Customers', conv_type: 'state', folder_id: folder });
  const old = await ask({ type: 'create', obj: 'conv', title: 'First try', conv_type: 'process', folder_id: 0 });
  await ask({ type: 'delete', obj: 'conv', obj_id: old.obj_id });
  const alias = { obj_to_id: shop, obj_to_type: 'conv' };
  await ask({ type: 'create', obj: 'alias', short_name: 'orders', title: 'orders', folder_id: 0, ...alias });
  const variable = { type: 'create', obj: 'env_var', folder_id: 0 };
  await ask({
    ...variable,
    short_name: 'shop-url',
    title: 'Shop',
    env_var_type: 'visible',
    value: 'https://shop.example',
  });
  await ask({ ...variable, short_name: 'pay-key', title: 'Key of the bank', env_var_type: 'secret', value: 'k-1834' });
  const tasks = await addTasks(ask, shop);
  const token = await addToken(ask, oauth, bitrix);
  for (const title of ['Call me', 'Question about delivery']) {
    await ask({ type: 'create', obj: 'task', conv_id: lead, data: { title, name: 'Anna', rest_url: bitrix.url } });
  }
  await addPeople(ask);
  const dashboard = await addDashboard(ask, { folder, shop });
  const refunds = await addDebugged(ask, await conv(folder));
  return { folder, shop, oauth, lead, token, dashboard, refunds, task: tasks.at(-1) };
}

/** A second process of the same kind in debug mode, and in it a task that has come to a breakpoint. */
async function addDebugged(ask, conv_id) {
  await ask({ type: 'modify', obj: 'conv', obj_id: conv_id, title: 'Orders, to be tried', status: 'debug' });
  await ask({ type: 'modify', obj: 'breakpoints', conv_id, breakpoints: [ORDER_NODES.pay] });
  const data = { order: 'A-2001', sum: 64, city: 'Riga' };
  const { obj_id } = await ask({ type: 'create', obj: 'task', conv_id, ref: 'A-2001', data });
  return { conv: conv_id, task: obj_id };
}

/** Forty orders: most of them are with the courier, a few came, a few were refused, a few wait for the bank. */
async function addTasks(ask, conv_id) {
  const made = [];
  for (let number = 1; number <= 40; number++) {
    const order = `A-${1000 + number}`;
    const data = { order, sum: 20 + ((number * 37) % 180), city: CITIES[number % CITIES.length] };
    made.push((await ask({ type: 'create', obj: 'task', conv_id, ref: order, data })).obj_id);
  }
  for (let number = 1; number <= 12; number++) {
    const ref = `A-${1000 + number * 3}`;
    // Orders that are not with the courier take no callback.
    await ask({ type: 'modify', obj: 'task', conv_id, ref, data: { delivered: true } }).catch(() => undefined);
  }
  return made;
}

async function addToken(ask, conv_id, bitrix) {
  const { portal, client_id, client_secret, url } = bitrix;
  const data = { portal, client_id, client_secret, scope: 'user,crm', oauth_url: url, rest_url: url };
  // A second portal, whose code nobody takes any more: the author was told, and the task waits for another one.
  const late = { ...data, code: 'a-code-of-last-year', portal: 'warehouse.bitrix24.ru' };
  await ask({ type: 'create', obj: 'task', conv_id, ref: 'warehouse', data: late });
  return (await ask({ type: 'create', obj: 'task', conv_id, ref: 'token', data })).obj_id;
}

async function addPeople(ask) {
  for (const [title, login] of [
    ['Anna Bērziņa', 'anna'],
    ['Иван Петров', 'ivan'],
  ]) {
    const logins = [{ type: 'corezoid', login, password: 'made-up-password' }];
    await ask({ type: 'create', obj: 'user', title, logins, admin: false });
  }
  await ask({ type: 'create', obj: 'user', title: 'Cash desk', logins: [{ type: 'api' }] });
  await ask({ type: 'create', obj: 'group', title: 'Support' });
}

async function addDashboard(ask, { folder, shop }) {
  const { obj_id } = await ask({ type: 'create', obj: 'dashboard', title: 'Orders today', folder_id: folder });
  const metric = (name, title, type) => ({ conv_id: shop, node_id: ORDER_NODES[name], title, type });
  const charts = [
    ['Orders', 'column', [metric('courier', 'With the courier', 'count'), metric('delivered', 'Delivered', 'in')]],
    ['How they end', 'pie', [metric('delivered', 'Delivered', 'in'), metric('refused', 'Refused', 'in')]],
    ['Way of an order', 'funnel', ['pay', 'courier', 'delivered'].map((name) => metric(name, name, 'in'))],
    ['Table', 'table', [metric('pay', 'Payments', 'in'), metric('refused', 'Refused', 'in')]],
  ];
  const grid = [];
  for (const [index, [name, kind, series]] of charts.entries()) {
    const chart = { name, description: '', obj_type: kind, sort: false, series };
    const made = await ask({ type: 'create', obj: 'chart', dashboard_id: obj_id, ...chart });
    grid.push({ obj_id: made.obj_id, x: (index % 2) * 6, y: Math.floor(index / 2) * 5, width: 6, height: 5 });
  }
  const time_range = { select: 'today', timezone_offset: new Date().getTimezoneOffset() };
  await ask({ type: 'modify', obj: 'dashboard', obj_id, grid, time_range });
  return obj_id;
}
