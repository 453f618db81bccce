/** A chart made or changed: what it is called, how it is drawn, and its metrics in their order. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { errorText } from '../ui/error_text.ts';
import { CheckBox, SelectField, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Told } from '../ui/told.tsx';
import css from './chart_dialog.module.css';
import { CHART_TYPES, type Chart, type ChartType, METRICS, type Metric, type MetricType } from './data.ts';
import { MetricPicker } from './metric_picker.tsx';

type Fields = Omit<Chart, 'obj_id'>;

interface Props {
  chart?: Chart;
  /** Where the search for metrics begins. */
  folder: number;
  onClose(): void;
  onSave(chart: Fields): Promise<void>;
}

const NEW: Fields = { name: '', description: '', type: 'column', sort: false, metrics: [] };

/** As many as the server takes. */
const METRICS_AT_MOST = 50;

export function ChartDialog({ chart, folder, onClose, onSave }: Props) {
  const { t } = useTranslation();
  const [fields, setFields] = useState<Fields>(chart ?? NEW);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const set = (some: Partial<Fields>): void => setFields((known) => ({ ...known, ...some }));
  const { metrics } = fields;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await onSave({ ...fields, name: fields.name.trim() || t(`dashboards.type.${fields.type}`) });
      onClose();
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  const actions = (
    <>
      {error !== undefined && (
        <span role="alert" className={css.error}>
          <Told text={error} />
        </span>
      )}
      <Button onClick={onClose}>{t('shell.common.cancel')}</Button>
      <Button kind="main" busy={busy} disabled={metrics.length === 0} onClick={() => void save()}>
        {t('shell.common.save')}
      </Button>
    </>
  );
  return (
    <Dialog
      wide
      title={t(chart === undefined ? 'dashboards.newChart' : 'dashboards.editChart')}
      onClose={onClose}
      actions={actions}
    >
      <Looks fields={fields} onChange={set} />
      <div className={css.halves}>
        <MetricPicker
          folder={folder}
          full={metrics.length >= METRICS_AT_MOST}
          onAdd={(metric) => setFields((known) => ({ ...known, metrics: [...known.metrics, metric] }))}
        />
        <MetricList metrics={metrics} onChange={(next) => set({ metrics: next })} />
      </div>
    </Dialog>
  );
}

/** What it is called and how it is drawn. */
function Looks({ fields, onChange: set }: { fields: Fields; onChange(some: Partial<Fields>): void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={css.fields}>
        <TextField
          label={t('dashboards.name')}
          value={fields.name}
          maxLength={255}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label={t('dashboards.type.label')}
          value={fields.type}
          onChange={(event) => set({ type: event.target.value as ChartType })}
        >
          {CHART_TYPES.map((type) => (
            <option key={type} value={type}>
              {t(`dashboards.type.${type}`)}
            </option>
          ))}
        </SelectField>
      </div>
      {fields.type === 'funnel' && (
        <CheckBox
          label={t('dashboards.sort')}
          checked={fields.sort}
          onChange={(event) => set({ sort: event.target.checked })}
        />
      )}
    </>
  );
}

function MetricList({ metrics, onChange }: { metrics: Metric[]; onChange(metrics: Metric[]): void }) {
  const { t } = useTranslation();
  const move = (from: number, to: number): void => {
    const next = [...metrics];
    const [one] = next.splice(from, 1);
    if (one !== undefined) onChange(next.toSpliced(to, 0, one));
  };
  const replace = (at: number, some: Partial<Metric>): void =>
    onChange(metrics.map((metric, index) => (index === at ? { ...metric, ...some } : metric)));
  return (
    <section className={css.half} aria-label={t('dashboards.metrics')}>
      <h3>{t('dashboards.metrics')}</h3>
      {metrics.length === 0 && <p className={css.hint}>{t('dashboards.metricsHint')}</p>}
      <ol className={css.metrics}>
        {metrics.map((metric, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one metric may stand twice, and nothing else tells them apart.
          <li key={`${index} ${metric.conv_id} ${metric.node_id}`}>
            <input
              aria-label={t('dashboards.metricTitle')}
              value={metric.title}
              maxLength={255}
              onChange={(event) => replace(index, { title: event.target.value })}
            />
            {metric.type === 'sum' ? (
              <span className={css.sum}>{t('dashboards.metric.sum')}</span>
            ) : (
              <select
                aria-label={t('dashboards.counted', { title: metric.title })}
                value={metric.type}
                onChange={(event) => replace(index, { type: event.target.value as MetricType })}
              >
                {METRICS.filter((type) => type !== 'sum').map((type) => (
                  <option key={type} value={type}>
                    {t(`dashboards.metric.${type}`)}
                  </option>
                ))}
              </select>
            )}
            <Button
              kind="quiet"
              label={t('dashboards.moveUp', { title: metric.title })}
              disabled={index === 0}
              icon={<Icon name="up" size={16} />}
              onClick={() => move(index, index - 1)}
            />
            <Button
              kind="quiet"
              label={t('dashboards.moveDown', { title: metric.title })}
              disabled={index === metrics.length - 1}
              icon={<Icon name="down" size={16} />}
              onClick={() => move(index, index + 1)}
            />
            <Button
              kind="quiet"
              label={t('dashboards.removeMetric', { title: metric.title })}
              icon={<Icon name="close" size={16} />}
              onClick={() => onChange(metrics.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}
