/** One SIS class of the invented school with its teacher and students, by person key. */
interface ClassPlan {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly courseId: string;
  readonly period: string;
  readonly teacherKey: string;
  readonly studentKeys: readonly string[];
}

export const sisCourses = [
  { id: 'crs-bio9', title: 'Biology 9', code: 'SCI-0901' },
  { id: 'crs-alg1', title: 'Algebra I', code: 'MTH-0910' },
  { id: 'crs-eng10', title: 'English 10', code: 'ENG-1001' },
  { id: 'crs-eng10h', title: 'English 10 Honors', code: 'ENG-1002' },
] as const;

/**
 * Who is in which class in the SIS. `s09` is in both Biology classes; `s16` has left (inactive in Canvas,
 * removed from the SIS class); `s17` helps in Biology without being in one of its classes.
 */
export const classPlans: readonly ClassPlan[] = [
  {
    id: 'cls-bio9-1',
    title: 'Biology 9, period 1',
    code: 'BIO9-1',
    courseId: 'crs-bio9',
    period: '1',
    teacherKey: 't-okafor',
    studentKeys: ['s01', 's02', 's03', 's04', 's05', 's06', 's07', 's08', 's09'],
  },
  {
    id: 'cls-bio9-2',
    title: 'Biology 9, period 2',
    code: 'BIO9-2',
    courseId: 'crs-bio9',
    period: '2',
    teacherKey: 't-okafor',
    studentKeys: ['s09', 's10', 's11', 's12', 's13', 's14', 's15'],
  },
  {
    id: 'cls-alg1-3',
    title: 'Algebra I, period 3',
    code: 'ALG1-3',
    courseId: 'crs-alg1',
    period: '3',
    teacherKey: 't-beltran',
    studentKeys: ['s01', 's02', 's03', 's04', 's17', 's18', 's19', 's20', 's21', 's22'],
  },
  {
    id: 'cls-eng10-4',
    title: 'English 10, period 4',
    code: 'ENG10-4',
    courseId: 'crs-eng10',
    period: '4',
    teacherKey: 't-vossler',
    studentKeys: ['s05', 's06', 's07', 's08', 's16', 's24'],
  },
  {
    id: 'cls-eng10h-4',
    title: 'English 10 Honors, period 4',
    code: 'ENG10H-4',
    courseId: 'crs-eng10h',
    period: '4',
    teacherKey: 't-vossler',
    studentKeys: ['s10', 's13', 's15', 's18', 's22'],
  },
];
