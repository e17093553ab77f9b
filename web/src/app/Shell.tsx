// The frame of every page: bar, rail of nine rooms, search, help.
import {
  ApiOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  MoonOutlined,
  PlayCircleOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
  SearchOutlined,
  SettingOutlined,
  StopOutlined,
  SunOutlined,
  TableOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link, NavLink } from 'react-router-dom';
import { calls, useRead } from '../api/calls';
import { RunningNow } from '../parts/RunningNow';
import { useSpoken, type Word } from '../words';
import { Help } from './Help';
import { useKeyboard } from './keyboard';
import { Search } from './Search';
import { useShade } from './theme';

const rooms: { to: string; word: Word; icon: ReactNode }[] = [
  { to: '/', word: 'room.overview', icon: <DashboardOutlined /> },
  { to: '/resources', word: 'room.resources', icon: <TableOutlined /> },
  { to: '/runs', word: 'room.runs', icon: <PlayCircleOutlined /> },
  { to: '/quarantine', word: 'room.quarantine', icon: <StopOutlined /> },
  { to: '/quality', word: 'room.quality', icon: <SafetyCertificateOutlined /> },
  { to: '/libraries', word: 'room.libraries', icon: <DatabaseOutlined /> },
  { to: '/subjects', word: 'room.subjects', icon: <UserOutlined /> },
  { to: '/connect', word: 'room.connect', icon: <ApiOutlined /> },
  { to: '/system', word: 'room.system', icon: <SettingOutlined /> },
];

export function Shell({ children }: { children: ReactNode }) {
  const { t, language, speak } = useSpoken();
  const { shade, turn } = useShade();
  const [open, setOpen] = useState<'search' | 'help' | null>(null);
  const overview = useRead(calls.overview());
  useKeyboard({ search: () => setOpen('search'), help: () => setOpen('help') });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" /> {t('app.name')}
        </Link>
        <span className="soft nowrap">{overview.data?.province.name}</span>
        <Button
          style={{ width: 340, justifyContent: 'flex-start', marginLeft: 8 }}
          icon={<SearchOutlined />}
          onClick={() => setOpen('search')}
        >
          <span className="soft" style={{ flex: 1, textAlign: 'left' }}>
            {t('search.hint')}
          </span>
          <kbd>/</kbd>
        </Button>
        <span style={{ flex: 1 }} />
        <RunningNow />
        <Button type="text" onClick={() => speak(language === 'zh' ? 'en' : 'zh')}>
          {t('shell.other_language')}
        </Button>
        <Tooltip title={t(shade === 'light' ? 'shell.dark' : 'shell.light')}>
          <Button
            type="text"
            aria-label={t(shade === 'light' ? 'shell.dark' : 'shell.light')}
            icon={shade === 'light' ? <MoonOutlined /> : <SunOutlined />}
            onClick={() => turn(shade === 'light' ? 'dark' : 'light')}
          />
        </Tooltip>
        <Tooltip title={t('help.title')}>
          <Button
            type="text"
            aria-label={t('help.title')}
            icon={<QuestionCircleOutlined />}
            onClick={() => setOpen('help')}
          />
        </Tooltip>
      </header>
      <nav className="rail" aria-label={t('shell.rooms')}>
        {rooms.map(({ to, word, icon }) => (
          <NavLink key={to} to={to} end={to === '/'}>
            {icon} {t(word)}
          </NavLink>
        ))}
      </nav>
      <main className="page" id="main" tabIndex={-1}>
        {children}
      </main>
      {open === 'search' && <Search close={() => setOpen(null)} />}
      {open === 'help' && <Help close={() => setOpen(null)} />}
    </div>
  );
}
