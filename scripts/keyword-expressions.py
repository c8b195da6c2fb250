# Keyword forms for record-filters: every argument by its name, in odd types, doubled, unknown; methods with all arguments.
KEYWORDS = {
    "batch": ["linecount=2", "linecount=2, fill_with='x'", "2, fill_with=none", "linecount='2'", "linecount=0", "linecount=-1", "2.5"],
    "center": ["width=20", "width='5'", "width=-1", "width=none", "0"],
    "default": ["default_value='x'", "default_value='x', boolean=true", "'x', boolean=1", "'x', true", "boolean=true", "'x', 'y'"],
    "dictsort": ["case_sensitive=true", "by='value'", "by='value', reverse=true", "true, 'key', true", "by='nope'", "reverse=1"],
    "filesizeformat": ["binary=true", "true", "binary='x'"],
    "first": ["1"], "last": ["1"], "list": ["1"], "string": ["1"], "upper": ["1"], "length": ["1"], "reverse": ["1"],
    "float": ["default=1", "'x'", "default='y'", "none"], "int": ["default=1", "default=1, base=16", "base=16", "1, 8", "0, 0", "base=2", "base='x'"],
    "format": ["1", "1, 2", "a=1", "1, a=2"],
    "groupby": ["attribute='name'", "'groups'", "'shell', default='none'", "attribute=0", "'name', case_sensitive=true", "attribute='nope'"],
    "indent": ["width=2", "width='> '", "first=true", "width=3, first=true, blank=true", "2, true, true", "indentfirst=true", "width=-1", "width=none"],
    "join": ["d='-'", "'-', attribute='name'", "d=1", "attribute=0", "'-', 'name'", "none"],
    "map": ["attribute='name'", "attribute='nope', default='d'", "attribute='groups.0', default='-'", "'upper'", "'default', 'x'", "'replace', 'a', 'b'", "'int', default=5", "attribute='name', foo=1", "'nope'", ""],
    "max": ["case_sensitive=true", "attribute='uid'", "true, 'name'", "attribute='nope'"], "min": ["case_sensitive=true", "attribute='uid'", "attribute=0"],
    "replace": ["old='l', new='L'", "'l', 'L', count=1", "'l', 'L', 1", "'', '-'", "'l', none", "1, 2", "'l', 'L', count='1'", "'l', 'L', count=-1"],
    "round": ["precision=1", "method='floor'", "1, 'ceil'", "precision=1, method='ceil'", "method='nope'", "precision=-1", "precision='1'"],
    "select": ["'odd'", "'gt', 2", "'in', [1, 2]", "'none'", "'nope'", "", "'divisibleby', num=3", "'=='", "'match', 'a'"],
    "reject": ["'odd'", "'gt', 2", "'none'", "'string'"],
    "selectattr": ["'uid'", "'uid', 'gt', 1", "'name', 'match', 'b.*'", "'nope', 'defined'", "'nope'", "'groups', 'contains', 'adm'", "", "'uid', 'nope', 1"],
    "rejectattr": ["'uid', 'gt', 1", "'nope', 'defined'", "'shell', 'undefined'"],
    "slice": ["slices=2", "3, fill_with='x'", "slices='2'", "slices=0"], "sort": ["reverse=true", "case_sensitive=true", "attribute='uid'", "attribute='uid,name'", "true, true, 'name'", "attribute='nope'", "reverse='x'"],
    "sum": ["attribute='uid'", "start=10", "'uid', 5", "start='x'", "attribute='nope'"], "tojson": ["indent=2", "2", "indent='x'", "indent=0"],
    "trim": ["chars='Hd'", "'x'", "none", "1"], "truncate": ["length=5", "5, true", "length=5, killwords=true, end='~'", "5, leeway=0", "length=5, leeway=0, end=''", "length='5'", "2"],
    "unique": ["case_sensitive=true", "attribute='name'", "true, 'groups'", "attribute='nope'"], "urlize": ["trim_url_limit=10", "10, true", "nofollow=true, target='_blank'", "rel='x'", "extra_schemes=['ftp:']"],
    "wordwrap": ["width=10", "10, false", "width=10, break_long_words=false, wrapstring='|'", "width=10, break_on_hyphens=false", "width=0", "width='10'"],
    "xmlattr": ["autospace=false", "false", "true"], "attr": ["'upper'", "name='a'", "1", "'__class__'", ""],
    "b64encode": ["encoding='utf-16'", "'latin-1'", "encoding='nope'", "urlsafe=true"], "b64decode": ["encoding='utf-8'", "'ascii'"],
    "bool": ["1"], "checksum": ["1"], "combine": ["m2", "m2, recursive=true", "m2, recursive=true, list_merge='append'", "m2, list_merge='prepend_rp'", "m2, {'q': 1}", "[m2, {'q': 1}]", "none", "m2, foo=1", "list_merge='nope'", "m2, recursive='yes'", "recursive=true"],
    "combinations": ["2", "r=2", "0", "9", "-1", "'2'"], "permutations": ["2", "r=2", "", "0", "-1"], "product": ["[1, 2]", "[1], [2]", "repeat=2", "'ab'", ""],
    "comment": ["'c'", "style='erlang'", "'plain', prefix='X'", "decoration='! '", "'xml', prefix_count=2, postfix_count=2", "beginning='A', end='Z'", "newline='|'", "prefix='', postfix=''", "'nope'"],
    "dict2items": ["key_name='k'", "value_name='v'", "key_name='k', value_name='v'", "'k', 'v'", "key_name=1", "foo=1"], "items2dict": ["key_name='name'", "key_name='name', value_name='uid'", "'key', 'value'", "key_name='nope'"],
    "extract": ["m", "words", "users, 'name'", "m, ['c', 'd']", "container=m", "users, ['name']", "none", "m, morekeys='c'"], "flatten": ["1", "levels=1", "levels=0", "skip_nulls=false", "levels=2, skip_nulls=false", "levels='1'", "levels=none"],
    "from_json": ["profile='none'", "1"], "from_yaml": ["1"], "from_yaml_all": ["1"], "hash": ["'md5'", "hashtype='sha512'", "'sha1'", "''", "none", "'blake2b'"],
    "human_readable": ["isbits=true", "true", "unit='M'", "false, 'K'", "unit='nope'", "unit=''"], "human_to_bytes": ["isbits=true", "default_unit='M'", "'K'", "default_unit='nope'"],
    "log": ["2", "base=10", "10", "0", "-1", "'x'", "1"], "pow": ["2", "-1", "0.5", "'x'", "none"], "root": ["3", "base=2", "0", "'x'"], "mandatory": ["'msg'", "msg='x'", "1"],
    "password_hash": ["'sha512', 'salt1234'", "hashtype='sha256', salt='salt1234'", "'sha512', 'salt1234', 5000", "'sha256', 'salt1234', rounds=1000", "'sha512', 'bad salt'", "'md5', 'abcdefgh'", "'sha512', 'salt1234', rounds=10", "'nope', 'x'", "'sha512', salt=1", "'sha512', 'waytoolongsaltforsha512crypt'"],
    "random": ["seed='a', start=1, step=2", "seed=1", "start=1, step=1, seed='s'", "start='x', seed='s'"], "shuffle": ["seed='a'", "1"],
    "regex_escape": ["re_type='posix_basic'", "'posix_extended'", "'python'", "'nope'"], "regex_findall": ["'l+'", "'(l)(o)?'", "'L', ignorecase=true", "'^l', multiline=true", "regex='o'", "'l', true, true", "'('", "''"],
    "regex_replace": ["'l', 'L'", "pattern='l', replacement='L'", "'l', 'L', count=1", "'L', 'x', ignorecase=true", "'^', '> ', multiline=true", "'(?P<q>o)', '<\\\\g<q>>'", "'(o)', '[\\\\1]'", "'l', 'L', count=1, mandatory_count=5", "'l', 'L', mandatory_count=3", "'x*', '-'", "'', '-'", "'l'", "'l', none", "'(a)|b', '\\\\1'", "'o', '\\\\n'", "'o', '\\\\g<0>'", "'o', '\\\\0'", "'l', 'L', true, false", "", "'o', '\\\\x'"],
    "regex_search": ["'o.'", "'(l)(o)', '\\\\2', '\\\\1'", "'(?P<q>o)', '\\\\g<q>'", "'O', ignorecase=true", "'^l', multiline=true", "'nope'", "'(x)?', '\\\\1'", "'o', '\\\\9'", "'o', 'x'", "regex='o'", "'l', true"],
    "rekey_on_member": ["'name'", "'name', duplicates='overwrite'", "'uid', duplicates='error'", "'groups'", "'nope'", "'name', 'nope'", "key='name'"],
    "split": ["','", "sep=','", "maxsplit=1", "',', 1", "' ', maxsplit=0", "none", "''", "1"], "splitext": ["1"], "strftime": ["0", "second=0", "0, utc=true", "'x'", "86399.9", "none", "second=-1", "second=1e9, utc=true"],
    "subelements": ["'groups'", "'nope', skip_missing=true", "'nope'", "subelements='groups'", "['groups']", "'name'", "'groups', true", "1"], "ternary": ["1, 2", "true_val='y', false_val='n'", "'y', 'n', 'z'", "1", "'y', 'n', none_val=none", ""],
    "to_datetime": ["'%Y-%m-%d %H:%M:%S'", "format='%Y'", "'%Y-%m-%d'", "'nope'"], "to_json": ["indent=2", "sort_keys=true", "indent=1, separators=[',', ':']", "ensure_ascii=false", "indent='x'", "sort_keys=true, indent=none", "skipkeys=true", "vault_to_text=true", "foo=1"],
    "to_nice_json": ["indent=2", "2", "indent=2, sort_keys=false", "ensure_ascii=false", "separators=[',', ':']", "4, false"], "to_nice_yaml": ["indent=2", "2", "width=20", "sort_keys=false", "default_flow_style=true", "explicit_start=true", "explicit_end=true", "indent=8, width=1000", "default_style='\"'", "allow_unicode=false", "foo=1", "line_break='\\r\\n'", "canonical=true"],
    "to_yaml": ["indent=2", "width=20", "default_flow_style=false", "default_flow_style=true", "explicit_start=true", "sort_keys=false", "default_style=\"'\"", "default_style='|'", "canonical=true"],
    "to_uuid": ["namespace='361e6d51-faec-444a-9079-341386da8e2e'", "'x'", "namespace=none", "''"], "type_debug": ["1"], "urldecode": ["1"], "urlencode": ["1"],
    "urlsplit": ["'hostname'", "query='port'", "'scheme'", "'nope'", "''", "'username'", "'password'", "'path'", "'fragment'", "'netloc'", "'query'"], "zip": ["[1, 2]", "'ab', [5]", "", "none", "[1], strict=true", "nums, strict=true"],
    "zip_longest": ["[1, 2]", "[1], fillvalue='x'", "fillvalue=0", "foo=1"], "vault": ["'pw', 'saltsaltsalt'", "secret='pw', salt='s', vault_id='v'", "''", "1"], "unvault": ["'pw'", "secret='pw'", "1"],
    "path_join": ["1", "'x'"], "commonpath": [""], "win_splitdrive": [""], "quote": ["1"], "ansible.builtin.upper": [""], "ansible.builtin.nope": [""], "items": ["1"], "pprint": ["true", "verbose=true"], "forceescape": [""], "count": [""], "e": [""], "fileglob": ["1"],
}
for name, forms in KEYWORDS.items():
    over(["s", "users", "m", "words", "n", "nul", "text"], ["$ | %s%s" % (name, "(%s)" % form if form else "") + (" | list" if name in ("batch", "slice", "combinations", "permutations", "zip", "map") else "") for form in forms])
over(["s", "users", "m", "n", "nosuch"], ["$ | %s(nope=1)" % name for name in KEYWORDS])
METHODS = {
    "s": ["capitalize()", "casefold()", "center(20)", "center(20, '*')", "center(20, '**')", "count('l')", "count('l', 3)", "count('l', 3, 5)", "count('')", "endswith('d')", "endswith(('d', 'x'))", "endswith('l', 0, 4)", "expandtabs()", "find('o')", "find('o', 5)",
          "find('zz')", "find('o', -5, -1)", "format(1)", "format_map({})", "index('o')", "index('zz')", "isalnum()", "isalpha()", "isascii()", "isdecimal()", "isdigit()", "isidentifier()", "islower()", "isnumeric()", "isprintable()", "isspace()", "istitle()", "isupper()", "join(['a', 'b'])", "join('ab')", "join([1])", "join({'a': 1})",
          "ljust(20)", "ljust(20, '.')", "lower()", "lstrip()", "lstrip('He')", "partition(',')", "partition('')", "partition('zz')", "removeprefix('Hello')", "removesuffix('World')", "replace('l', 'L')", "replace('l', 'L', 1)", "replace('l')", "rfind('o')", "rindex('o')", "rindex('zz')", "rjust(20)", "rjust(20, '0')", "rpartition('o')", "rsplit()", "rsplit('o', 1)",
          "rsplit(maxsplit=1)", "rstrip('d')", "split()", "split(',')", "split(', ', 1)", "split(sep='l')", "split(sep=none, maxsplit=1)", "split('')", "split(1)", "splitlines()", "splitlines(true)", "splitlines(keepends=true)", "startswith('H')", "startswith(('x', 'H'))", "startswith('l', 2)", "startswith(['H'])", "strip()", "strip('Hd')", "swapcase()", "title()", "translate({72: 'J'})", "translate({})",
          "upper()", "upper(1)", "zfill(20)", "zfill('x')", "nope()", "__len__()", "__class__"],
    "(nums + [])": ["append(1)", "clear()", "copy()", "count(3)", "count('x')", "extend([1])", "extend(1)", "index(3)", "index(99)", "index(3, 1)", "index(3, 1, 2)", "insert(0, 9)", "insert('x', 1)", "pop()", "pop(0)", "pop(99)", "pop('x')", "remove(3)", "remove(99)", "reverse()", "sort()", "sort(reverse=true)", "nope()", "append()"],
    "({} | combine(m))": ["clear()", "copy()", "get('a')", "get('x')", "get('x', 5)", "get()", "get([1])", "items() | list", "keys() | list", "pop('a')", "pop('x')", "pop('x', 5)", "popitem()", "setdefault('a', 9)", "setdefault('x', 9)", "setdefault('x')", "update({'q': 1})", "update(q=1)", "update([['q', 1]])", "update(1)", "values() | list", "keys() | sort", "items() | length", "values() | first", "keys()", "items()", "values()", "nope()"],
    "n": ["bit_length()", "bit_count()", "conjugate()", "as_integer_ratio()", "is_integer()", "real", "imag", "numerator", "denominator", "nope()"],
    "f": ["conjugate()", "is_integer()", "real", "imag", "nope()"],
    "(1, 2, 1)": ["count(1)", "index(2)", "index(9)", "append(1)"], "range(5)": ["count(1)", "index(2)", "start", "stop", "step"],
}
for value, calls in METHODS.items():
    add(*["%s.%s" % (value, call) for call in calls])
over(["'ß'", "'İ'", "'ŉ'", "'ǆ'", "'Σ'", "'ΑΣ'", "'ﬁ'", "'é'", "'e\\u0301'", "'１２'", "'²'", "'½'", "'\\u2028'", "'\\x1c'", "'a\\u00a0b'", "'😀'", "'\\u200b'", "'नमस्ते'", "'ǅ'"],
     ["$.%s()" % call for call in ["upper", "lower", "title", "capitalize", "swapcase", "casefold", "isalpha", "isdigit", "isdecimal", "isnumeric", "isalnum", "isspace", "isupper", "islower", "istitle", "isprintable", "isidentifier", "split", "splitlines", "strip"]]
     + ["$ | %s" % name for name in ["length", "upper", "lower", "title", "capitalize", "reverse", "list", "urlencode", "to_json", "to_yaml", "string", "b64encode", "hash", "wordcount", "quote", "regex_escape", "forceescape", "int", "float", "tojson", "pprint", "truncate(1, true, '')", "center(5)", "indent", "trim"]] + ["[$] | string", "'%5s' % $", "'%r' % $", "'%a' % $", "'{:>5}'.format($)", "$[0]", "$[::-1]", "$ * 2", "$ < 'f'", "{$: 1} | to_json", "'%c' % $"])
SPECS = ["", "d", "5", "<5", ">5", "^5", "05", "+", "x", "#x", "o", "#o", "b", "#b", "X", "e", ".2e", "f", ".1f", "g", ".3g", "G", "n", "%", ".1%", ",", "_", ",.2f", "c", "s", ".2", "*^9", "=+6", "08.2f", "+,d", "z.1f", "5.1", "nope", " d", "-d", "#.3g", "_x", "E", "F"]
for spec in SPECS:
    add(*["'{:%s}'.format(%s)" % (spec, value) for value in ["n", "neg", "f", "s", "t", "nul", "1e20", "2**70", "0", "-0.0", "1e-7", "[1]"]])
for conversion in ["%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%i", "%u", "%x", "%#x", "%X", "%o", "%#o", "%e", "%.2e", "%E", "%f", "%.1f", "%8.3f", "%08.2f", "%g", "%.3g", "%G", "%c", "%s", "%.2s", "%5s", "%-5s|", "%r", "%a", "%%", "%", "%z", "%5%", "%.0f", "%+.1e", "%#.3g", "%hd", "%ld", "%.10d", "%*d", "%(a)s"]:
    add(*["'%s' %% %s" % (conversion, value) for value in ["n", "neg", "f", "s", "t", "nul", "(n,)", "[1]", "m", "2**70", "1e20", "'é'", "()", "(1, 2)"]])
HERE = "Tests/Recorded/lookups/"
LOOKUPS = {"file": ["'%sgreeting.j2'" % HERE], "vars": ["'s'", "'nosuch'", "'s', 'n'"], "env": ["'LOGNOTSET'"], "csvfile": ["'root', file='%susers.csv', delimiter=','" % HERE], "dict": ["m", "{}", "[1]", "'x'", "none", "m, m2"],
           "first_found": ["'nosuch'", "['nosuch', '%spadded.txt']" % HERE, "{'files': ['padded.txt'], 'paths': ['%s']}" % HERE, "{'files': 'a,b;padded.txt', 'paths': '%s'}" % HERE, "files=['padded.txt'], paths=['%s']" % HERE, "{'files': ['x'], 'skip': true}", "{'files': ['x']}", "'x', skip=true", "{'nope': 1}", "[]", "''", "1"],
           "indexed_items": ["words", "[1, [2, 3]]", "'x'", "[[1, 2]]", "[], []"], "ini": ["'port', file='%ssettings.ini', section='web'" % HERE], "items": ["[1, [2, [3]]]", "'x'", "[1], [2]", "m", "none", "[[1, 2], [3]]"], "lines": ["'printf \"a\\\\nb\\\\n\"'", "'true'", "'false'", "'echo a', 'echo b'"],
           "list": ["[1, [2]]", "'x'", "1, 2", "[]", "none"], "nested": ["[1, 2], ['a', 'b']", "[1]", "[], [1]", "[1, 2], [[3]], ['x']", "'x', [1]", "[1], none", "m, [1]", "[]"], "pipe": ["'echo hi'", "'false'", "'printf \"a\\\\n\\\\n\"'", "'echo a', 'echo b'", "'exit 3'"],
           "random_choice": ["[7]", "[]", "['a']"], "sequence": ["'1-5'", "'start=1 end=10 stride=3'", "'count=4'", "'count=0'", "'5'", "'0x0f-0x12:h%02x'", "'1-10/2'", "'4-1/-1'", "'5-1'", "start=1, end=3", "start=10, end=0, stride=-5", "count=3, format='x%03d'", "end=2", "'start=1 count=3 stride=2 format=t%d'", "'start=1 end=3 count=2'", "'nope'", "'end=3 foo=1'", "start='a', end=3", "'start=5 end=1'", "'start=1 end=3 stride=0'", "count='3'", "'1-3:%x'", "'1-3:x'", "''", "start=0, count=3, stride=-1", "'start=0 end=0'", "end=3, format=''"],
           "subelements": ["users, 'groups'", "users, 'nope'", "users, 'nope', {'skip_missing': true}", "users, 'nope', {'skip_missing': false}", "users, 'name'", "m, 'x'", "[], 'x'", "users", "users, 'groups', 1", "{'a': {'l': [1]}}, 'l'", "'x', 'y'", "users, 'groups', {'nope': true}", "[{'a': {'b': [1, 2]}}], 'a.b'", "[{'skipped': true}], 'x'"],
           "together": ["[1, 2], ['a', 'b']", "[1, 2], [3]", "[1]", "", "'ab', [1]", "[], []", "none, [1]", "m, [1]"], "varnames": ["'^nu'", "'^nosuch'", "'^s$', '^n$'", "'('", "1"], "template": ["'%sgreeting.j2'" % HERE, "'%sgreeting.j2', template_vars={'name': 'x'}" % HERE, "'nosuch.j2'", "'%sgreeting.j2', convert_data=false" % HERE, "'%sgreeting.j2', variable_start_string='[%%', variable_end_string='%%]'" % HERE, "'%sgreeting.j2', trim_blocks=false, lstrip_blocks=true, comment_start_string='[#', comment_end_string='#]'" % HERE],
           "unvault": ["'%spadded.txt'" % HERE, "'nosuch'"], "password": ["'/dev/null length=0'", "'/dev/null chars=a length=3'", "'/dev/null', chars=['a'], length=4", "'/dev/null', length=-1", "'/dev/null nope=1'", "'/dev/null', length=3, chars=['x'], seed='s'", "'/dev/null', seed='abc'", "'/dev/null', seed='abc', length=8, chars=['digits']", "'/dev/null seed=abc chars=ascii_letters,digits,.:'", "'/dev/null', seed='s', chars=['ascii_lowercase', ',']", "'/dev/null', encrypt='nope'"],
           "fileglob": ["'%spadded.*'" % HERE, "'nosuch*'", "'%spad*', '%sgree*'" % (HERE, HERE)], "inventory_hostnames": ["'nosuch'"], "url": ["'nope://x'", "'http://127.0.0.1:1/'"], "nope": ["1"], "ansible.builtin.list": ["[1]"], "ansible.legacy.items": ["[1]"]}
for name, forms in LOOKUPS.items():
    for form in forms:
        add("lookup('%s', %s)" % (name, form), "query('%s', %s)" % (name, form), "lookup('%s', %s, wantlist=true)" % (name, form), "q('%s', %s, errors='ignore')" % (name, form), "lookup('%s', %s, errors='ignore')" % (name, form))
    add("lookup('%s')" % name, "query('%s')" % name, "lookup('%s', nope=1)" % name, "lookup('%s', nosuch)" % name, "lookup('%s', [])" % name, "lookup('%s', {})" % name, "lookup('%s', none)" % name, "lookup('%s', 1)" % name, "lookup('%s', %s, nope=1)" % (name, forms[0]), "lookup('%s', %s, errors='nope')" % (name, forms[0]), "lookup('%s', %s, wantlist='x')" % (name, forms[0]))
add("lookup()", "query()", "lookup(1)", "lookup(none)", "lookup(name='items')", "lookup('items', *[1, 2])", "lookup('items', **{'wantlist': true})", "lookup('nope', errors='ignore')", "lookup('nope', errors='warn')", "q('file', 'nosuch', errors='warn')", "lookup('file', 'nosuch', errors='warn')")
