#pragma once
// Parsed once for all tests.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/precompiled.hpp"
