/** What a node does, by its kind: its start, its end, its conditions, its logics; its times; and its ways out. */
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../base/json.ts';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { CheckBox, SelectField } from '../../../ui/field.tsx';
import { type DraftNode, NODE_TYPE, textOf } from '../draft.ts';
import { withLink } from '../links.ts';
import { useStore } from '../store.ts';
import { ConditionsEditor } from './conditions_editor.tsx';
import { LogicForm } from './logic_form.tsx';
import { useParamNames, useSuggest } from './names.ts';
import css from './panel.module.css';
import { Semaphors } from './semaphors.tsx';
import { StartSettings } from './start_settings.tsx';
import { StubEditor } from './stub_editor.tsx';
import { TargetSelect } from './target_select.tsx';

interface Props {
  node: DraftNode;
  onSet(fields: Partial<DraftNode>, key?: string): void;
}

export function Settings({ node, onSet }: Props) {
  const suggest = useSuggest(node.obj_id);
  if (node.obj_type === NODE_TYPE.final) return <EndSettings node={node} onSet={onSet} />;
  const isStart = node.obj_type === NODE_TYPE.start;
  const conditions = node.logics.some(({ type }) => type === 'go_if_const');
  const actions = node.logics.some(({ type }) => type !== 'go' && type !== 'go_if_const');
  const isCondition = conditions || (!actions && !isStart && node.semaphors.length === 0);
  return (
    <>
      {isStart && <StartSettings node={node} onSet={onSet} />}
      {actions && <Logics {...{ node, suggest, onSet }} />}
      {isCondition && <Conditions {...{ node, suggest, onSet }} />}
      <Exits node={node} onSet={onSet} />
      {!isStart && (
        <Semaphors
          nodeId={node.obj_id}
          semaphors={node.semaphors}
          suggest={suggest}
          onChange={(semaphors, key) => onSet({ semaphors }, key)}
        />
      )}
    </>
  );
}

function Logics({ node, suggest, onSet }: Props & { suggest: Suggest }) {
  const { t } = useTranslation();
  const { catalogue } = useStore();
  return (
    <>
      {node.logics.map((logic, index) => {
        const type = catalogue.types.get(textOf(logic.type) === 'api_git' ? 'git_call' : textOf(logic.type));
        if (logic.type === 'go' || logic.type === 'go_if_const') return null;
        // biome-ignore lint/suspicious/noArrayIndexKey: a logic has no name but its place
        if (type === undefined) return <p key={index}>{t('editor.panel.unknown', { type: textOf(logic.type) })}</p>;
        const change = (next: JsonObject, key?: string): void =>
          onSet({ logics: node.logics.map((one, at) => (at === index ? next : one)) }, `${index} ${key}`);
        const form = { nodeId: node.obj_id, type, logic, suggest, onChange: change };
        // biome-ignore lint/suspicious/noArrayIndexKey: a logic has no name but its place
        return <LogicForm key={index} {...form} />;
      })}
      {node.logics.some(({ type }) => type === 'api_rpc') && <StubEditor {...{ node, suggest, onSet }} />}
    </>
  );
}

function Conditions({ node, suggest, onSet }: Props & { suggest: Suggest }) {
  const { t } = useTranslation();
  const params = useParamNames(node.obj_id);
  const branches = node.logics.filter(({ type }) => type === 'go_if_const');
  const before = node.logics.filter(({ type }) => type !== 'go_if_const' && type !== 'go');
  const after = node.logics.filter(({ type }) => type === 'go');
  const change = (next: JsonObject[], key?: string): void => onSet({ logics: [...before, ...next, ...after] }, key);
  return (
    <>
      <h3 className={css.label}>{t('editor.conditions.title')}</h3>
      <ConditionsEditor
        {...{ branches, suggest, params }}
        onChange={change}
        foot={(branch, index) => (
          <TargetSelect
            label={t('editor.conditions.to')}
            nodeId={node.obj_id}
            value={textOf(branch.to_node_id)}
            onChange={(to_node_id) => change(branches.map((one, at) => (at === index ? { ...one, to_node_id } : one)))}
          />
        )}
      />
    </>
  );
}

/** The ways that are no condition's and no semaphor's: on, and where failures go. */
function Exits({ node, onSet }: Props) {
  const { t } = useTranslation();
  const { catalogue } = useStore();
  const branches = node.logics.some(({ type }) => type === 'go_if_const');
  const goes = node.logics.some(({ type }) => type === 'go') || node.semaphors.every(({ type }) => type !== 'time');
  const at = node.logics.findIndex(({ type }) => type === 'go');
  const set = (key: string, to: string): void => onSet({ ...withLink(node, key, to) });
  return (
    <>
      {goes && (
        <TargetSelect
          label={t(branches ? 'editor.exits.else' : 'editor.exits.go')}
          nodeId={node.obj_id}
          value={textOf(node.logics[at]?.to_node_id)}
          onChange={(to) => set(`l${at < 0 ? node.logics.length : at}`, to)}
        />
      )}
      {node.logics.map((logic, index) => {
        const fails = catalogue.types.get(textOf(logic.type))?.exits.includes('error') === true;
        if (!fails && textOf(logic.err_node_id) === '') return null;
        return (
          <TargetSelect
            // biome-ignore lint/suspicious/noArrayIndexKey: a logic has no name but its place
            key={index}
            label={t('editor.exits.error')}
            nodeId={node.obj_id}
            value={textOf(logic.err_node_id)}
            onChange={(to) => set(`e${index}`, to)}
          />
        );
      })}
    </>
  );
}

function EndSettings({ node, onSet }: Props) {
  const { t } = useTranslation();
  const icon = node.extra.icon === 'error' ? 'error' : 'success';
  return (
    <>
      <SelectField
        label={t('editor.end.kind')}
        value={icon}
        onChange={(event) => onSet({ extra: { ...node.extra, icon: event.target.value } })}
      >
        <option value="success">{t('process.actions.end')}</option>
        <option value="error">{t('process.actions.end_error')}</option>
      </SelectField>
      <CheckBox
        label={t('editor.end.save')}
        hint={t('editor.end.saveHelp')}
        checked={node.options.save_task === true}
        onChange={(event) => onSet({ options: { ...node.options, save_task: event.target.checked } })}
      />
    </>
  );
}
