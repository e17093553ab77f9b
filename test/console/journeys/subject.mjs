// A person: masked, then revealed for a purpose; the origin of a value; what departments say; the past. And English.
export const wants = { number: '370102199003071234' };

export async function go({ page, shot, server, number }) {
  await page.goto(`${server}/subjects`);
  await page.getByLabel('公民身份号码或统一社会信用代码').fill(number);
  await page.getByRole('button', { name: '查看', exact: true }).click();
  await page.locator('.golden').first().waitFor();
  await shot('golden');
  await page.locator('.origin').first().hover();
  await page
    .getByText(/的来历$/)
    .first()
    .waitFor();
  await shot('origin');
  await page.getByRole('button', { name: '显示原值' }).click();
  await page.getByLabel('查看用途').fill('核实投诉件 2026-0312');
  await shot('purpose');
  await page.getByRole('button', { name: '显示原值并留痕' }).click();
  await page.getByText('已显示原值').waitFor();
  await shot('revealed');
  await page.getByRole('tab', { name: '各部门说法' }).click();
  await shot('sources');
  await page.getByRole('tab', { name: '变化' }).click();
  await shot('history');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('tab', { name: 'What departments say' }).click();
  await shot('english');
  await page.goto(`${server}/subjects/123`);
  await page.getByRole('alert').waitFor();
  await shot('refused');
}
