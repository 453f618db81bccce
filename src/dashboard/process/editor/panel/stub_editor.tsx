/** Stub Mode of Call a Process: what is answered in place of a call, by what would be sent. */
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../../../base/json.ts';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { isObject } from '../../../graph/model.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckBox } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { type DraftNode, NODE_TYPE, objects } from '../draft.ts';
import { ConditionsEditor } from './conditions_editor.tsx';
import { useParamNames } from './names.ts';
import { RowsEditor } from './rows_editor.tsx';

interface Props {
  node: DraftNode;
  suggest: Suggest;
  onSet(fields: Partial<DraftNode>, key?: string): void;
}

const REPLY: JsonObject = { type: 'api_rpc_reply', mode: 'key_value', res_data: {}, res_data_type: {} };

/** A branch with its reply beside it: the editor of conditions changes the one and leaves the other. */
interface Branch extends JsonObject {
  reply: JsonObject;
}

export function StubEditor({ node, suggest, onSet }: Props) {
  const { t } = useTranslation();
  const params = useParamNames(node.obj_id);
  const on = node.obj_type === NODE_TYPE.stub;
  const all = readBranches(node.stub);
  const withConditions = all.filter(({ type }) => type === 'go_if_const');
  const otherwise = all.find(({ type }) => type !== 'go_if_const');
  const write = (branches: JsonObject[], last: JsonObject | undefined, key?: string): void => {
    const logics = [...branches, ...(last === undefined ? [] : [last])].map(({ reply, ...condition }) =>
      condition.type === 'go_if_const' ? [withoutTarget(condition), reply ?? REPLY] : [reply ?? REPLY],
    );
    onSet({ stub: { logics: logics as Json[] } }, key);
  };
  const reply = (branch: JsonObject, change: (next: JsonObject) => void, field: string) => (
    <RowsEditor
      label={t('editor.stub.reply')}
      {...{ suggest, field }}
      values={objectOf(objectOf(branch.reply).res_data)}
      types={objectOf(objectOf(branch.reply).res_data_type)}
      onChange={(res_data, res_data_type) =>
        change({ ...branch, reply: { ...REPLY, ...objectOf(branch.reply), res_data, res_data_type } })
      }
    />
  );
  return (
    <>
      <CheckBox
        label={t('editor.stub.on')}
        hint={t('editor.stub.help')}
        checked={on}
        onChange={(event) => onSet(switched(event.target.checked, all.length))}
      />
      {on && (
        <>
          <ConditionsEditor
            branches={withConditions}
            {...{ suggest, params }}
            onChange={(next, key) => write(next, otherwise, key)}
            foot={(branch, index) =>
              reply(
                branch,
                (next) =>
                  write(
                    withConditions.map((one, at) => (at === index ? next : one)),
                    otherwise,
                    `stub ${index}`,
                  ),
                `stub${index}`,
              )
            }
          />
          {otherwise === undefined ? (
            <Button
              icon={<Icon name="add" size={16} />}
              onClick={() => write(withConditions, { type: 'else', reply: REPLY })}
            >
              {t('editor.stub.addElse')}
            </Button>
          ) : (
            reply(otherwise, (next) => write(withConditions, next, 'stub else'), 'stub')
          )}
        </>
      )}
    </>
  );
}

/** Turned on for the first time there is one answer for everything. */
function switched(on: boolean, branches: number): Partial<DraftNode> {
  if (!on) return { obj_type: NODE_TYPE.logic };
  return { obj_type: NODE_TYPE.stub, ...(branches === 0 ? { stub: { logics: [[REPLY]] } } : {}) };
}

function readBranches(stub: JsonObject | null): Branch[] {
  const logics = Array.isArray(stub?.logics) ? stub.logics : [];
  return logics.map((branch): Branch => {
    const parts = objects(branch);
    const condition = parts.find(({ type }) => type === 'go_if_const') ?? { type: 'else' };
    return { ...condition, reply: parts.find(({ type }) => type === 'api_rpc_reply') ?? REPLY };
  });
}

function withoutTarget({ to_node_id: _to, ...condition }: JsonObject): JsonObject {
  return condition;
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
