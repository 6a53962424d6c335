--TEST--
The manual lists every anomaly with its sentence, and no other
--FILE--
<?php
$root = dirname(__DIR__, 2);
preg_match_all('/\bX\(\w+, "(\w+)", (true|false),[\s\\\\]*"((?:[^"\\\\]|\\\\.)*)"\)/', file_get_contents("$root/src/mime/anomaly.h"), $rows, PREG_SET_ORDER);
$wanted = array_map(fn (array $r) => "| `$r[1]` | " . ($r[2] === 'true' ? 'yes' : '') . ' | ' . stripslashes($r[3]) . ' |', $rows);
$listed = preg_grep('/^\| `/', file("$root/docs/anomalies.md", FILE_IGNORE_NEW_LINES));
echo count($wanted) >= 33 && count($wanted) === substr_count(file_get_contents("$root/src/mime/anomaly.h"), "\n    X(") ? '' : 'only ' . count($wanted) . " read\n";
foreach (array_diff($wanted, $listed) as $missing) {
    echo "not in the manual: $missing\n";
}
foreach (array_diff($listed, $wanted) as $more) {
    echo "only in the manual: $more\n";
}
?>
done
--EXPECT--
done
