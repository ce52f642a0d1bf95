#include "quality/quality.h"
