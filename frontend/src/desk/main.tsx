import { StyleProvider } from '@ant-design/cssinjs';
import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useReducer } from 'react';
import { createRoot } from 'react-dom/client';
import { HashRouter } from 'react-router';
import { getLanguage, setLanguage } from '../text';
import { memory } from './api';
import './desk.css';
import { apply, kept, look } from './look';
import { Shell } from './shell';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

function Desk() {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  apply();
  const dark = look().dark;
  const size = look().large ? 24 : 16;
  return (
    <StyleProvider hashPriority="high">
      <ConfigProvider
        csp={{ nonce }} locale={getLanguage() === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }} wave={{ disabled: true }}
        theme={{
          algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
          token: {
            lineHeight: 1.6, marginLG: size * 1.5,
            fontSize: size, controlHeight: Math.round(size * 2.75), motion: false, borderRadius: 6, fontFamily: 'inherit',
            colorPrimary: dark ? '#2f7fe0' : '#0b4f9e', colorLink: dark ? '#8ec2ff' : '#0b4f9e', colorError: dark ? '#ff9d96' : '#9b1c14', colorErrorBg: dark ? '#3a1d1d' : '#fdeceb', colorErrorBorder: dark ? '#ff9d96' : '#9b1c14', colorErrorText: dark ? '#ff9d96' : '#9b1c14',
            colorTextDescription: dark ? '#c0c8d2' : '#4a5462', colorTextDisabled: dark ? '#a8b1bd' : '#5d6774',
            colorTextPlaceholder: dark ? '#a8b1bd' : '#5d6774', colorBorder: dark ? '#8d96a3' : '#7b8490',
          },
        }}
      >
        <QueryClientProvider client={memory}>
          <HashRouter><Shell redraw={redraw} /></HashRouter>
        </QueryClientProvider>
      </ConfigProvider>
    </StyleProvider>
  );
}

setLanguage(kept('language') === 'en' ? 'en' : 'zh-CN');
const app = document.getElementById('app');
if (app !== null) createRoot(app).render(<Desk />);
