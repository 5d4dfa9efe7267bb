import { getLanguage } from '../text';

// The names of pages that are fetched when somebody opens them.
const names = {
  audit: ['审计', 'Audit'], filing: ['立案窗口', 'Filing desk'], statistics: ['统计', 'Figures'], imports: ['导入积案', 'Import of cases'], jobs: ['我的任务', 'My jobs'], extract: ['导出案件', 'Export of cases'], people: ['单位和人员', 'Organisations and people'], away: ['不在岗', 'Away'], factors: ['登录安全', 'My sign-in'], directives: ['督办', 'Directives'], conferences: ['联席会议', 'Joint conferences'], decisions: ['重大决策', 'Major decisions'], trends: ['趋势和提示函', 'Trends and notes'], notes: ['提示函', 'Notes on trends'], hands: ['双人办理', 'Two persons'], supervision: ['要我处理的', 'Needs me now'],
} as const;

/** menu names a page in the menu. */
export const menu = (page: keyof typeof names): string => names[page][getLanguage() === 'en' ? 1 : 0];
