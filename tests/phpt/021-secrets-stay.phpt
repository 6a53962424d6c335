--TEST--
KeyRing, SealedSecret and Account cannot be cloned, serialised, unserialised or made without their factory
--EXTENSIONS--
mailbox
--FILE--
<?php
use Mailbox\{Account, KeyRing, SealedSecret};

$ring = KeyRing::inMemory();
$secret = $ring->seal('pw', 1, 'a@example.com');
$account = new Account(1, 'a@example.com', 'h', $secret, $ring);
foreach ([$ring, $secret, $account] as $object) {
    $class = get_class($object);
    foreach ([
        fn () => clone $object,
        fn () => serialize($object),
        fn () => unserialize('O:' . strlen($class) . ":\"$class\":0:{}"),
        fn () => (new ReflectionClass($class))->newInstanceWithoutConstructor(),
        fn () => new $class(),
        fn () => $object->x = 1,
    ] as $attempt) {
        try {
            var_dump($attempt());
        } catch (Throwable $e) {
            echo get_class($e), ': ', $e->getMessage(), "\n";
        }
    }
}
?>
--EXPECT--
Error: Trying to clone an uncloneable object of class Mailbox\KeyRing
Exception: Serialization of 'Mailbox\KeyRing' is not allowed
Exception: Unserialization of 'Mailbox\KeyRing' is not allowed
ReflectionException: Class Mailbox\KeyRing is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Call to private Mailbox\KeyRing::__construct() from global scope
Error: Cannot create dynamic property Mailbox\KeyRing::$x
Error: Trying to clone an uncloneable object of class Mailbox\SealedSecret
Exception: Serialization of 'Mailbox\SealedSecret' is not allowed
Exception: Unserialization of 'Mailbox\SealedSecret' is not allowed
ReflectionException: Class Mailbox\SealedSecret is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Call to private Mailbox\SealedSecret::__construct() from global scope
Error: Cannot create dynamic property Mailbox\SealedSecret::$x
Error: Trying to clone an uncloneable object of class Mailbox\Account
Exception: Serialization of 'Mailbox\Account' is not allowed
Exception: Unserialization of 'Mailbox\Account' is not allowed
ReflectionException: Class Mailbox\Account is an internal class marked as final that cannot be instantiated without invoking its constructor
ArgumentCountError: Mailbox\Account::__construct() expects at least 5 arguments, 0 given
Error: Cannot create dynamic property Mailbox\Account::$x
