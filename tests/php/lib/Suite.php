<?php

declare(strict_types=1);

namespace Test;

/** Registers tests, runs them, counts. */
final class Suite
{
    /** @var list<array{string, \Closure}> */
    private static array $tests = [];

    public static function add(string $name, \Closure $test): void
    {
        self::$tests[] = [$name, $test];
    }

    /** @return int exit code */
    public static function run(string $only): int
    {
        $count = ['PASS' => 0, 'FAIL' => 0, 'SKIP' => 0];
        foreach (self::$tests as [$name, $test]) {
            if ($only !== '' && !str_contains($name, $only)) {
                continue;
            }
            $words = '';
            try {
                $test();
                $result = 'PASS';
            } catch (Skipped $e) {
                $result = 'SKIP';
                $words = " ({$e->getMessage()})";
            } catch (\Throwable $e) {
                $result = 'FAIL';
                $words = "\n     " . get_class($e) . ': ' . $e->getMessage() . "\n     " . self::place($e);
            }
            $count[$result]++;
            echo "$result $name$words\n";
        }
        echo "{$count['PASS']} passed, {$count['FAIL']} failed, {$count['SKIP']} skipped\n";

        return $count['FAIL'] > 0 ? 1 : 0;
    }

    /** The line of the test, not of the assertion. */
    private static function place(\Throwable $e): string
    {
        foreach ([['file' => $e->getFile(), 'line' => $e->getLine()], ...$e->getTrace()] as $frame) {
            if (isset($frame['file'], $frame['line']) && dirname($frame['file']) === dirname(__DIR__)) {
                return basename($frame['file']) . ':' . $frame['line'];
            }
        }

        return $e->getFile() . ':' . $e->getLine();
    }
}

final class Skipped extends \Exception
{
}

function test(string $name, \Closure $test): void
{
    Suite::add($name, $test);
}

function skip(string $why): never
{
    throw new Skipped($why);
}

function same(mixed $expected, mixed $actual, string $what = ''): void
{
    if ($expected !== $actual) {
        throw new \UnexpectedValueException(($what === '' ? '' : "$what: ") . 'expected ' . shown($expected) . ', got ' . shown($actual));
    }
}

function contains(string $part, string $whole): void
{
    if (!str_contains($whole, $part)) {
        throw new \UnexpectedValueException('expected ' . shown($part) . ' within ' . shown($whole));
    }
}

/** @template T of \Throwable @param class-string<T> $class @return T */
function throws(string $class, \Closure $code): \Throwable
{
    try {
        $code();
    } catch (\Throwable $e) {
        if ($e instanceof $class) {
            return $e;
        }
        throw $e;
    }
    throw new \UnexpectedValueException("expected $class, nothing was thrown");
}

function shown(mixed $value): string
{
    $text = is_string($value) ? '"' . $value . '"' : (json_encode($value, JSON_PARTIAL_OUTPUT_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE) ?: gettype($value));

    return strlen($text) > 400 ? substr($text, 0, 400) . '... (' . strlen($text) . ' bytes)' : $text;
}
