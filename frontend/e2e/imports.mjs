// A window brings old cases in from a sheet of its own: tried, imported, the wrong row shown with what to do.
import { at, axeOn, check, every, show, widths } from './kit.mjs';

/** sheet writes a workbook as a spreadsheet program does, with its cells as text: parts stored as they are, in a zip. */
export function sheet(rows) {
  const cell = (text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const parts = {
    '[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    '_rels/.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml': '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="积案" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((r) => `<row>${r.map(cell).join('')}</row>`).join('')}</sheetData></worksheet>`,
  };
  const table = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
  const crc = (b) => { let c = 0xffffffff; for (const x of b) c = table[(c ^ x) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
  const files = [], heads = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const n = Buffer.from(name), body = Buffer.from(text), common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); common.writeUInt16LE(0x800, 2); common.writeUInt32LE(crc(body), 10); common.writeUInt32LE(body.length, 14); common.writeUInt32LE(body.length, 18); common.writeUInt16LE(n.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    files.push(Buffer.from('PK\x03\x04'), common, n, body);
    heads.push(Buffer.from('PK\x01\x02\x14\x00'), common, tail, n);
    offset += 30 + n.length + body.length;
  }
  const directory = Buffer.concat(heads), end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1'); end.writeUInt16LE(Object.keys(parts).length, 8); end.writeUInt16LE(Object.keys(parts).length, 10); end.writeUInt32LE(directory.length, 12); end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, directory, end]);
}

async function brought(browser, width) {
  const page = await at(browser, width, 'agency');
  await page.getByRole('link', { name: '导入积案', exact: true }).click();
  await page.getByText('还没有任务。').or(page.getByRole('article').first()).first().waitFor();
  const heads = ['编号', '标题', '目的', '类别', '来源', '登记日期', '区划', '大致情况', '信访人'];
  const row = (n, source) => [`旧-${width}-${n}`, `漏水${n}`, 'claim', 'neighbour.leak', source, '2024/3/5', '990102001', '楼上漏水', '林小雨'];
  const buffer = sheet([heads, row(1, '来信'), row(2, '鸽子'), row(3, '来访')]);
  await page.getByLabel('工作簿', { exact: false }).setInputFiles({ name: `积案${width}.xlsx`, mimeType: 'application/octet-stream', buffer });
  await page.getByRole('heading', { name: '3 行', exact: false }).waitFor();
  await every(page, `import mapping ${width}`);
  await page.getByRole('button', { name: '试导入', exact: false }).click();
  await page.getByText('没有找到“主要内容”列').waitFor();
  await axeOn(page, `import refused ${width}`);
  await page.getByLabel('主要内容', { exact: false }).selectOption('大致情况');
  await page.getByLabel('为什么现在才录入', { exact: false }).fill('历史积案');
  await page.getByRole('button', { name: '试导入', exact: false }).click();
  const tried = page.getByRole('article', { name: `试导入（不入库） 积案${width}.xlsx` });
  await tried.getByText('已完成').waitFor();
  await page.getByRole('button', { name: '导入', exact: true }).click();
  const run = page.getByRole('article', { name: `导入案件 积案${width}.xlsx` });
  await run.getByText('已完成').waitFor();
  await run.getByRole('button', { name: '查看结果' }).click();
  await run.getByText('不在可选内容中', { exact: false }).waitFor();
  await every(page, `import done ${width}`);
  check('the wrong rows can be taken', (await run.getByRole('link', { name: '下载有误的行', exact: false }).count()) === 1);
  await run.getByLabel('有误').uncheck();
  await run.getByText('已登记').first().waitFor();
  check('two rows are registered', (await run.getByText('已登记').count()) === 2);
  await run.getByRole('cell').getByRole('link').first().click();
  await page.getByRole('heading', { level: 1 }).filter({ hasText: '漏水' }).waitFor();
  await page.context().close();
}

/** written writes a list down where it is shown, and takes the file; the jobs' page has it too. */
async function written(browser, width) {
  const page = await at(browser, width, 'agency');
  await show(page, '/cases/box/all');
  await page.getByRole('button', { name: '导出', exact: true }).click();
  await page.getByRole('status').getByText('已导出').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  check(`a list leaves under its name ${width}`, file.suggestedFilename().startsWith('案件-'));
  await every(page, `export ${width}`);
  await show(page, '/jobs');
  const job = page.getByRole('article', { name: '导出列表 案件' }).first();
  await job.getByRole('link', { name: 'Excel' }).waitFor();
  await every(page, `jobs ${width}`);
  await page.context().close();
}

export async function importStories(browser) {
  for (const width of widths()) { await brought(browser, width); await written(browser, width); }
  const head = await at(browser, 1440, 'head');
  await show(head, '/jobs');
  await head.getByText('本单位其他人的任务').first().waitFor();
  check('a head starts nothing and reads no rows', (await head.getByLabel('工作簿', { exact: false }).count()) + (await head.getByRole('button', { name: '查看结果' }).count()) === 0);
  await head.context().close();
}
