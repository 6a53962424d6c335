<?php

declare(strict_types=1);

namespace Host;

/** What redirect() throws: it ends the request, so nothing after it happens. */
final class Redirect extends \Exception
{
}
