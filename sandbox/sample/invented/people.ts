import type { SampleCanvas, SampleSis } from '../types.ts';

type CanvasUser = SampleCanvas['users'][number];
type SisUser = SampleSis['users'][number];

/** One invented person. `sisNumber` null: added to Canvas by hand, unknown to the SIS. */
interface Person {
  readonly key: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly login: string;
  readonly sisNumber: string | null;
}

const schoolId = 'org-juniper-hills';

/** Deliberately includes accents, apostrophes, other scripts and two-word names. */
const studentRows = [
  ['s01', 'Aaliyah', 'Brooks', 'abrooks'],
  ['s02', 'Benjamin', 'Castellanos', 'bcastellanos'],
  ['s03', 'Chloe', 'Dumont', 'cdumont'],
  ['s04', 'Dmitri', 'Evander', 'devander'],
  ['s05', 'Zoë', 'Árnadóttir', 'zarnadottir'],
  ['s06', 'Farid', 'Ghorbani', 'fghorbani'],
  ['s07', 'Grace', "O'Halloran", 'gohalloran'],
  ['s08', 'Hồng', 'Nguyễn Thị', 'hnguyen'],
  ['s09', 'Isaac', 'Jimenez-Ortega', 'ijimenez'],
  ['s10', 'José', 'Núñez', 'jnunez'],
  ['s11', 'Keira', 'Lindqvist', 'klindqvist'],
  ['s12', 'Łukasz', 'Wiśniewski', 'lwisniewski'],
  ['s13', 'Maya', 'Srinivasan', 'msrinivasan'],
  ['s14', 'Noah', 'Tillerman', 'ntillerman'],
  ['s15', 'Oluwaseun', 'Adeyemi', 'oadeyemi'],
  ['s16', 'Paige', 'Underwood', 'punderwood'],
  ['s17', 'Quentin', 'Vasquez', 'qvasquez'],
  ['s18', 'Rosalind', 'Waverly', 'rwaverly'],
  ['s19', 'Santiago', 'de la Cruz', 'sdelacruz'],
  ['s20', 'Tabitha', 'Xiong', 'txiong'],
  ['s21', 'Uriel', 'Yarrow', 'uyarrow'],
  ['s22', '伟', '李', 'wli'],
  ['s23', 'Vivian', 'Zamora', 'vzamora'],
  ['s24', 'Wyatt', 'Ashdown', 'washdown'],
] as const;

/** Added to Canvas by hand before the office entered her in the SIS: no SIS id. */
const studentWithoutSisId = 's23';

const students: readonly Person[] = studentRows.map(([key, givenName, familyName, login], index) => ({
  key,
  givenName,
  familyName,
  login,
  sisNumber: key === studentWithoutSisId ? null : String(100401 + index),
}));

const teachers: readonly Person[] = [
  { key: 't-okafor', givenName: 'Amara', familyName: 'Okafor', login: 'aokafor', sisNumber: '20011' },
  { key: 't-beltran', givenName: 'Tomás', familyName: 'Beltrán', login: 'tbeltran', sisNumber: '20012' },
  { key: 't-vossler', givenName: 'Ingrid', familyName: 'Vossler', login: 'ivossler', sisNumber: '20013' },
];

const administrator: Person = {
  key: 'admin-raman',
  givenName: 'Priya',
  familyName: 'Raman',
  login: 'praman',
  sisNumber: '20001',
};

const others: readonly Person[] = [
  { key: 'ta-whitfield', givenName: 'Jonah', familyName: 'Whitfield', login: 'jwhitfield', sisNumber: null },
  { key: 'designer-zhao', givenName: 'Mei-Lin', familyName: 'Zhao', login: 'mzhao', sisNumber: null },
  { key: 'observer-brooks', givenName: 'Carla', familyName: 'Brooks', login: 'cbrooks', sisNumber: null },
];

/** The SIS's own id of a person, which is also their SIS id in Canvas. */
function sisUserId(person: Person, role: SisUser['role']): string | null {
  return person.sisNumber === null ? null : `${role.slice(0, 3)}-${person.sisNumber}`;
}

function toCanvasUser(person: Person, role: SisUser['role'] | null): CanvasUser {
  return {
    key: person.key,
    name: `${person.givenName} ${person.familyName}`,
    login: person.login,
    email: `${person.login}@juniperhills.example`,
    sisId: role === null ? null : sisUserId(person, role),
    accountAdmin: role === 'administrator',
  };
}

function toSisUsers(people: readonly Person[], role: SisUser['role']): readonly SisUser[] {
  return people.flatMap((person) => {
    const id = sisUserId(person, role);
    if (id === null || person.sisNumber === null) return [];
    return {
      id,
      role,
      username: person.login,
      identifier: person.sisNumber,
      givenName: person.givenName,
      familyName: person.familyName,
      email: `${person.login}@juniperhills.example`,
      orgIds: [schoolId],
    };
  });
}

/** Everybody with a Canvas login, and the Student View test student of Biology. */
export const canvasUsers: readonly CanvasUser[] = [
  ...students.map((person) => toCanvasUser(person, 'student')),
  ...teachers.map((person) => toCanvasUser(person, 'teacher')),
  toCanvasUser(administrator, 'administrator'),
  ...others.map((person) => toCanvasUser(person, null)),
  {
    key: 'test-student',
    name: 'Test Student',
    login: '8f2d41c0b7e94a6f',
    email: '',
    sisId: null,
    accountAdmin: false,
  },
];

/** Everybody in the SIS. */
export const sisUsers: readonly SisUser[] = [
  ...toSisUsers(students, 'student'),
  ...toSisUsers(teachers, 'teacher'),
  ...toSisUsers([administrator], 'administrator'),
];

/** A person's SIS id by key, or null. */
export function sisIdOf(key: string): string | null {
  return canvasUsers.find((user) => user.key === key)?.sisId ?? null;
}
