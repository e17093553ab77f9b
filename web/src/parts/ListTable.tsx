// The console's table: sticky head, keyboard rows, sort in the address, columns kept per person, export.
import { DownloadOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Popover, Table } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { kept } from '../app/kept';
import { useUrlState } from '../app/url';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { Failure } from './Failure';
import { save, type Cell } from './export';
import { Waiting } from './Waiting';

export interface Column<T> {
  key: string;
  title: string;
  show: (row: T) => ReactNode;
  text: (row: T) => Cell; // what is exported
  sort?: boolean; // the server can sort by `key`
  hidden?: boolean; // until chosen
  right?: boolean;
  width?: number;
}

interface Props<T> {
  name: string; // of the table: keeps the choice of columns, names exported files
  columns: Column<T>[];
  rows: T[] | undefined;
  rowKey: (row: T) => string;
  href?: (row: T) => string | undefined;
  error?: Error | null;
  retry?: () => void;
  empty: ReactNode;
  tools?: ReactNode;
  total?: number | undefined;
  more?: (() => void) | undefined;
  busy?: boolean;
  quiet?: boolean; // without tools, for short tables
}

function useChosen(name: string, columns: { key: string; hidden?: boolean }[]) {
  const [chosen, setChosen] = useState<string[] | null>(() => {
    const text = kept.read(`columns:${name}`);
    return text ? text.split(',') : null;
  });
  const shown = (key: string, hidden?: boolean) => (chosen ? chosen.includes(key) : !hidden);
  const turn = (key: string) => {
    const before = columns.filter((each) => shown(each.key, each.hidden)).map((each) => each.key);
    const next = before.includes(key) ? before.filter((each) => each !== key) : [...before, key];
    kept.write(`columns:${name}`, next.join(','));
    setChosen(next);
  };
  return { shown, turn };
}

export function ListTable<T extends object>(props: Props<T>) {
  const t = useWords();
  const format = useFormat();
  const go = useNavigate();
  const { value, set } = useUrlState();
  const { shown, turn } = useChosen(props.name, props.columns);
  const columns = props.columns.filter((each) => shown(each.key, each.hidden));
  const sort = value('sort');
  const { rows, href } = props;
  const frame = useRef<HTMLElement>(null);
  // What scrolls sideways can be scrolled by keyboard.
  useEffect(() => {
    for (const each of frame.current?.querySelectorAll<HTMLElement>('.ant-table-content') ?? [])
      each.tabIndex = 0;
  });

  if (props.error && !rows)
    return <Failure error={props.error} {...(props.retry ? { retry: props.retry } : {})} />;

  const exported = (kind: 'csv' | 'xlsx') =>
    save(props.name, kind, [
      columns.map((each) => each.title),
      ...(rows ?? []).map((row) => columns.map((each) => each.text(row))),
    ]);
  const counted = rows && t('table.shown', { n: format.exact(rows.length) });

  return (
    <section ref={frame}>
      {!props.quiet && (
        <div className="between no-print" style={{ marginBottom: 8, flexWrap: 'wrap' }}>
          <div className="row">{props.tools}</div>
          <div className="row">
            <span className="soft small num">
              {props.total != null
                ? t('table.of', { n: rows?.length ?? 0, total: format.exact(props.total) })
                : counted}
            </span>
            <Popover
              trigger="click"
              placement="bottomRight"
              content={
                <div className="stack" style={{ gap: 4 }}>
                  {props.columns.map((each, at) => (
                    <Checkbox
                      key={each.key}
                      checked={shown(each.key, each.hidden)}
                      disabled={at === 0}
                      onChange={() => turn(each.key)}
                    >
                      {each.title}
                    </Checkbox>
                  ))}
                </div>
              }
            >
              <Button size="small" icon={<SettingOutlined />}>
                {t('table.columns')}
              </Button>
            </Popover>
            <Dropdown
              menu={{
                items: [
                  { key: 'csv', label: t('table.csv') },
                  { key: 'xlsx', label: t('table.xlsx') },
                ],
                onClick: ({ key }) => exported(key as 'csv' | 'xlsx'),
              }}
              disabled={!rows?.length}
            >
              <Button size="small" icon={<DownloadOutlined />}>
                {t('table.export')}
              </Button>
            </Dropdown>
          </div>
        </div>
      )}
      {!rows ? (
        <Waiting />
      ) : rows.length === 0 ? (
        props.empty
      ) : (
        <Table<T>
          className="table"
          size="small"
          bordered={false}
          pagination={false}
          sticky={props.quiet ? false : { offsetHeader: 48 }}
          scroll={{ x: 'max-content' }}
          dataSource={rows}
          rowKey={props.rowKey}
          showSorterTooltip={false}
          sortDirections={['descend', 'ascend']}
          onChange={(_, __, sorter) => {
            if (Array.isArray(sorter)) return;
            const key = String(sorter.columnKey ?? '');
            set({ sort: !sorter.order ? null : sorter.order === 'descend' ? `-${key}` : key });
          }}
          onRow={(row) => {
            const to = href?.(row);
            if (!to) return {};
            const open = () => void go(to);
            return {
              tabIndex: 0,
              'data-row': '',
              onClick: (click) => {
                if (!(click.target as HTMLElement).closest('a,button')) open();
              },
              onKeyDown: (press) => {
                if (press.key === 'Enter' && press.target === press.currentTarget) open();
              },
            };
          }}
          columns={columns.map((each, at) => ({
            key: each.key,
            title: each.title,
            fixed: at === 0 && !props.quiet ? ('left' as const) : undefined,
            align: each.right ? ('right' as const) : undefined,
            width: each.width,
            sorter: each.sort ? true : undefined,
            sortOrder:
              sort === each.key ? 'ascend' : sort === `-${each.key}` ? 'descend' : (null as null),
            render: (_: unknown, row: T) => each.show(row),
          }))}
        />
      )}
      {props.more && (
        <div className="row no-print" style={{ justifyContent: 'center', marginTop: 8 }}>
          <Button onClick={props.more} loading={props.busy ?? false}>
            {t('table.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
