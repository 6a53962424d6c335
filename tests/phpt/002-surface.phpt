--TEST--
Everything that the stub promises is there, with its types
--EXTENSIONS--
mailbox
--FILE--
<?php
$stub = file_get_contents(dirname(__DIR__, 2) . '/ext/mailbox.stub.php');
$stub = preg_replace('#/\*.*?\*/#s', '', $stub);

/** "?Account" as Reflection writes it. */
function canonical(string $type): string
{
    $type = trim($type);
    $null = str_starts_with($type, '?');
    $names = array_map(function (string $name): string {
        $name = ltrim(trim($name), '\\');
        $known = class_exists("Mailbox\\$name") || interface_exists("Mailbox\\$name");
        return $known ? "Mailbox\\$name" : $name;
    }, explode('|', ltrim($type, '?')));
    sort($names);
    return ($null ? '?' : '') . implode('|', $names);
}

function check(string $what, ?ReflectionType $is, string $promised): void
{
    $names = explode('|', ltrim((string) $is, '?'));
    sort($names);
    $is = (str_starts_with((string) $is, '?') ? '?' : '') . implode('|', $names);
    if ($is !== canonical($promised)) {
        echo "$what is $is, not ", canonical($promised), "\n";
    }
}

function check_parameters(ReflectionFunctionAbstract $f, string $list): int
{
    $list = trim(preg_replace('/#\[[^\]]*\]\s*/', '', $list));
    $promised = $list === '' ? [] : preg_split('/,\s*(?=[?\\\\\w|]+\s+\$)/', rtrim($list, ", \n"));
    if (count($promised) !== $f->getNumberOfParameters()) {
        echo "{$f->name} has {$f->getNumberOfParameters()} parameters\n";
        return 0;
    }
    foreach ($promised as $i => $text) {
        preg_match('/^(\S+)\s+\$(\w+)\s*(=.*)?$/s', trim($text), $m) or print("cannot read $text\n");
        $p = $f->getParameters()[$i];
        check("{$f->name}(\${$m[2]})", $p->getType(), $m[1]);
        if ($p->name !== $m[2] || $p->isOptional() !== isset($m[3])) {
            echo "{$f->name}: parameter $i differs\n";
        }
    }
    return count($promised);
}

$counts = ['classes' => 0, 'functions' => 0, 'methods' => 0, 'parameters' => 0, 'properties' => 0, 'cases' => 0];
preg_match_all('/^    function (\w+)\((.*?)\): (\S+) \{\}/m', $stub, $functions, PREG_SET_ORDER);
foreach ($functions as [, $name, $parameters, $returns]) {
    $f = new ReflectionFunction($name);
    check("$name()", $f->getReturnType(), $returns);
    $counts['parameters'] += check_parameters($f, $parameters);
    $counts['functions']++;
}

preg_match_all('/^    ((?:final |abstract )?)(class|interface|enum) (\w+)([^{]*)\{(\}|.*?^    \})/ms', $stub, $classes, PREG_SET_ORDER);
foreach ($classes as [, $modifier, $kind, $name, $heading, $body]) {
    $class = new ReflectionClass("Mailbox\\$name");
    $counts['classes']++;
    if (($kind === 'class' && $class->isFinal() !== ($modifier === 'final ')) || $class->isEnum() !== ($kind === 'enum')) {
        echo "$name differs\n";
    }
    if ($kind === 'class' && trim($modifier) === 'abstract' && !$class->isAbstract()) {
        echo "$name is not abstract\n";
    }
    preg_match_all('/^        case (\w+) = "(\w+)";/m', $body, $cases, PREG_SET_ORDER);
    foreach ($cases as [, $case, $value]) {
        if (constant("Mailbox\\$name::$case")->value !== $value) {
            echo "$name::$case differs\n";
        }
        $counts['cases']++;
    }
    preg_match_all('/^        public readonly (\S+) \$(\w+);/m', $body, $properties, PREG_SET_ORDER);
    foreach ($properties as [, $type, $property]) {
        $p = $class->getProperty($property);
        check("$name::\$$property", $p->getType(), $type);
        if (!$p->isReadOnly() || !$p->isPublic()) {
            echo "$name::\$$property is not a public readonly property\n";
        }
        $counts['properties']++;
    }
    if ($properties && count($properties) !== count(array_filter($class->getProperties(), fn ($p) => $p->class === $class->name))) {
        echo "$name has other properties too\n";
    }
    preg_match_all('/^        (public|private)( static)? function (\w+)\((.*?)\)(?:: (\S+?))?(?: \{\}|;)/ms', $body, $methods, PREG_SET_ORDER);
    foreach ($methods as $m) {
        $method = $class->getMethod($m[3]);
        check("$name::$m[3]()", $method->getReturnType() ?? $method->getTentativeReturnType(), $m[5] ?? '');
        $counts['parameters'] += check_parameters($method, $m[4]);
        if ($method->isPublic() !== ($m[1] === 'public') || $method->isStatic() !== ($m[2] === ' static')) {
            echo "$name::$m[3]() differs\n";
        }
        $counts['methods']++;
    }
}

/* and nothing that it does not promise */
$extension = new ReflectionExtension('mailbox');
echo count($extension->getClasses()) - $counts['classes'], ' more classes, ', count($extension->getFunctions()) - $counts['functions'], " more functions\n";
foreach ($counts as $what => $n) {
    echo $n >= ['classes' => 30, 'functions' => 6, 'methods' => 44, 'parameters' => 56, 'properties' => 100, 'cases' => 7][$what] ? '' : "only $n $what found\n";
}
var_dump(is_subclass_of('Mailbox\StaleState', 'Mailbox\Exception'), is_subclass_of('Mailbox\StaleState', 'RuntimeException'));
?>
--EXPECT--
0 more classes, 0 more functions
bool(true)
bool(true)
