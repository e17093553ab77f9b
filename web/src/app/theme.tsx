// Light and dark by antd's tokens; status colours as variables in style.css.
import { StyleProvider } from '@ant-design/cssinjs';
import { App as Antd, ConfigProvider, theme, type ThemeConfig } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useSpoken } from '../words';
import { kept } from './kept';

export type Shade = 'light' | 'dark';

const Context = createContext<{ shade: Shade; turn: (shade: Shade) => void }>({
  shade: 'light',
  turn: () => {},
});

const FONT =
  'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

function themeOf(shade: Shade): ThemeConfig {
  const dark = shade === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'jutong' },
    hashed: false,
    token: {
      colorPrimary: dark ? '#3f7fdc' : '#1F5FBF',
      ...(dark ? {} : { colorPrimaryHover: '#17509f', colorPrimaryActive: '#123f80' }),
      colorLink: dark ? '#7fb0f5' : '#1F5FBF',
      colorInfo: dark ? '#3f7fdc' : '#1F5FBF',
      colorTextSecondary: dark ? 'rgba(255,255,255,0.72)' : 'rgba(0,0,0,0.68)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.62)' : 'rgba(0,0,0,0.6)',
      colorTextDescription: dark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.62)',
      colorBgLayout: dark ? '#121417' : '#f6f7f9',
      colorBgContainer: dark ? '#1a1d21' : '#ffffff',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.6)' : '#6b7280',
      colorError: dark ? '#ff7b72' : '#c4202a',
      colorWarning: dark ? '#dba63a' : '#8a5a00',
      borderRadius: 4,
      fontFamily: FONT,
      fontSize: 14,
      motion: false,
    },
    components: {
      Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 10, headerBorderRadius: 0 },
      Tabs: {
        horizontalMargin: '0 0 12px 0',
        ...(dark
          ? { itemSelectedColor: '#7fb0f5', itemHoverColor: '#a5c8f8', itemActiveColor: '#7fb0f5' }
          : {}),
      },
      Menu: { itemHeight: 36, itemMarginInline: 8 },
    },
  };
}

function firstShade(): Shade {
  const chosen = kept.read('theme');
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { language } = useSpoken();
  const [shade, setShade] = useState<Shade>(firstShade);
  useEffect(() => {
    document.documentElement.dataset.shade = shade;
    document.documentElement.classList.add('jutong');
  }, [shade]);
  const value = useMemo(
    () => ({
      shade,
      turn: (next: Shade) => {
        kept.write('theme', next);
        setShade(next);
      },
    }),
    [shade],
  );
  const config = useMemo(() => themeOf(shade), [shade]);
  return (
    <Context.Provider value={value}>
      <StyleProvider layer>
        <ConfigProvider
          theme={config}
          locale={language === 'zh' ? zh : en}
          componentSize="middle"
          button={{ autoInsertSpace: false }}
        >
          <Antd component={false}>{children}</Antd>
        </ConfigProvider>
      </StyleProvider>
    </Context.Provider>
  );
}

export const useShade = () => useContext(Context);
